/** Seeded random numbers and draws for simulations: the same on every machine. */

/** A uniform draw from [0, 1). */
export type Draw = () => number;

/** Numbers from [0, 1) that depend on the seed only (mulberry32). */
export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal draw (Box and Muller, 1958). */
export const drawNormal = (draw: Draw): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

/** A gamma draw with mean `shape` (Marsaglia and Tsang, 2000). */
export function drawGamma(draw: Draw, shape: number): number {
  if (shape < 1) return drawGamma(draw, shape + 1) * (1 - draw()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(draw);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A Poisson draw; a large mean is halved by gamma draws until it is small (Ahrens and Dieter, 1974). */
export function drawPoisson(draw: Draw, mean: number): number {
  if (mean > 30) {
    const events = Math.floor((mean * 7) / 8);
    const waited = drawGamma(draw, events);
    if (waited <= mean) return events + drawPoisson(draw, mean - waited);
    let count = 0;
    for (let i = 1; i < events; i++) if (draw() * waited < mean) count++;
    return count;
  }
  const limit = Math.exp(-mean);
  let product = draw();
  let count = 0;
  while (product > limit) {
    product *= draw();
    count++;
  }
  return count;
}
