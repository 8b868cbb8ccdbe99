// @ts-check

/**
 * Formats a number briefly: 1,234 or 12.3 or 0.012.
 * @param {number} value
 */
export function short(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/**
 * Formats a duration in a suitable unit.
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 1) return `${short(seconds * 1000)} ms`;
  if (seconds < 120) return `${short(seconds)} s`;
  return seconds < 7200 ? `${short(seconds / 60)} min` : `${short(seconds / 3600)} h`;
}

/**
 * The ticks of an axis from 0: about `count` round numbers. The last one is not less than the highest value.
 * @param {number} highest
 * @param {number} count
 */
export function ticks(highest, count) {
  const rough = Math.max(highest, 1e-6) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough * 0.999) ?? 10 * power;
  const lines = Math.max(1, Math.ceil((highest / step) * 0.999));
  return Array.from({ length: lines + 1 }, (_, i) => i * step);
}
