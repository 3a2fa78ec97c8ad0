/** The part without Redis, which the throttling plugin loads as well; its types are those of the whole. */
declare module 'bottleneck/light.js' {
  export { default } from 'bottleneck';
}
