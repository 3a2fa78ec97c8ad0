import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** Draws into a canvas and returns what draws it anew, for when the theme changes. */
export function drawChart(canvas: HTMLCanvasElement, config: () => ChartConfiguration): () => void {
  let chart: Chart | null = null;
  const draw = () => {
    chart?.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    chart = new Chart(canvas, config());
  };
  draw();
  return draw;
}
