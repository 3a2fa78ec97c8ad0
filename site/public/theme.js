// Runs before the first paint: a stored choice of theme wins over the system's.
(() => {
  try {
    const theme = localStorage.getItem('qitops-theme');
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme holds.
  }
})();
