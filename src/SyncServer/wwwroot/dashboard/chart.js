// @ts-check
import { ticks } from './numbers.js';
import { html, svg } from './svg.js';

/**
 * @typedef {{ name: string, style: string, value: (step: import('./insights.js').Step | null) => number | null }} Series
 * A series. `value` gets null for a step in which nothing happened, and returns null for a gap.
 * @typedef {{ title: string, about: string, stacked?: boolean, format: (value: number) => string, series: Series[] }} Definition
 * @typedef {{ from: number, step: number, steps: (import('./insights.js').Step | null)[], known: number }} Timeline
 * Steps of `step` milliseconds, the first at `from`. Steps before index `known` are before the start of the server.
 */

const height = 190;
const margin = { top: 8, right: 8, bottom: 22, left: 56 };

/** A chart over time, of lines or stacked areas. The legend shows the values under the pointer. */
export class Chart {
  #definition;
  #picture = svg('svg', { role: 'img', height });
  #empty = html('p', { class: 'empty', hidden: '' }, 'Nothing yet.');
  /** @type {HTMLElement[]} */
  #readings = [];
  #when = html('span', { class: 'when' });
  /** @type {Timeline | null} */
  #timeline = null;
  /** @type {(number | null)[][]} */
  #values = [];
  /** The step under the pointer. @type {number | null} */
  #pointed = null;

  /** @param {Definition} definition */
  constructor(definition) {
    this.#definition = definition;
    const legend = html('ul', { class: 'legend' }, ...definition.series.map(({ name, style }) => {
      const reading = html('b');
      this.#readings.push(reading);
      return html('li', { class: style }, html('i'), `${name} `, reading);
    }));
    this.element = html('section', { class: 'card' }, html('h2', {}, definition.title), html('p', { class: 'about' }, definition.about, this.#when),
      html('div', { class: 'plot' }, this.#picture, this.#empty), legend);
    this.#picture.addEventListener('pointermove', (event) => this.#point(/** @type {PointerEvent} */ (event).offsetX));
    this.#picture.addEventListener('pointerleave', () => this.#point(null));
    new ResizeObserver(() => this.#draw()).observe(this.#picture);
  }

  /** @param {Timeline} timeline */
  show(timeline) {
    this.#timeline = timeline;
    this.#values = this.#definition.series.map(({ value }) => timeline.steps.map((step, i) => (i < timeline.known ? null : value(step))));
    this.#draw();
  }

  #draw() {
    const width = this.#picture.clientWidth;
    if (!this.#timeline || width === 0) return;
    const tops = this.#definition.stacked ? stack(this.#values) : this.#values;
    const highest = Math.max(0, ...tops.flat().map((value) => value ?? 0));
    const lines = ticks(highest || 1, 4);
    const { x, y } = this.#scales(width, lines[lines.length - 1]);
    this.#empty.hidden = highest > 0;
    this.#picture.replaceChildren(
      ...this.#grid(width, lines, y),
      ...this.#hours(x),
      ...tops.map((values, i) => this.#line(values, this.#definition.stacked ? (tops[i - 1] ?? values.map(() => 0)) : null, i, x, y)).reverse(),
      ...(this.#pointed === null ? [] : [svg('line', { class: 'pointer', x1: x(this.#pointed), x2: x(this.#pointed), y1: margin.top, y2: height - margin.bottom })]),
    );
    this.#read();
  }

  /**
   * @param {number} width
   * @param {number} highest
   */
  #scales(width, highest) {
    const steps = /** @type {Timeline} */ (this.#timeline).steps.length;
    const [across, up] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
    return {
      x: (/** @type {number} */ step) => margin.left + (across * step) / Math.max(1, steps - 1),
      y: (/** @type {number} */ value) => height - margin.bottom - (up * value) / highest,
    };
  }

  /**
   * @param {number} width
   * @param {number[]} lines
   * @param {(value: number) => number} y
   */
  #grid(width, lines, y) {
    return lines.flatMap((value) => [
      svg('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'label', x: margin.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, this.#definition.format(value)),
    ]);
  }

  /** @param {(step: number) => number} x */
  #hours(x) {
    const { steps, from, step } = /** @type {Timeline} */ (this.#timeline);
    return [0, 0.5, 1].map((share) => {
      const place = Math.round((steps.length - 1) * share);
      return svg('text', { class: 'label', x: x(place), y: height - 6, 'text-anchor': ['start', 'middle', 'end'][share * 2] }, clock(from + place * step));
    });
  }

  /**
   * @param {(number | null)[]} values
   * @param {(number | null)[] | null} below The lower edge of an area; null for a line.
   * @param {number} number
   * @param {(step: number) => number} x
   * @param {(value: number) => number} y
   */
  #line(values, below, number, x, y) {
    const style = this.#definition.series[number].style;
    const at = (/** @type {number} */ i, /** @type {number} */ value) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`;
    if (below) {
      const [over, under] = [values, below].map((all) => all.map((value, i) => at(i, value ?? 0)));
      return svg('path', { class: `area ${style}`, d: `M${over.join('L')}L${under.reverse().join('L')}Z` });
    }
    let path = '';
    values.forEach((value, i) => {
      if (value === null) return;
      const continues = i > 0 && values[i - 1] !== null;
      // A value between two gaps is a dot.
      path += continues ? `L${at(i, value)}` : `M${at(i, value)}h0.1`;
    });
    return svg('path', { class: `line ${style}`, d: path || 'M0,0' });
  }

  /** @param {number | null} left */
  #point(left) {
    if (!this.#timeline) return;
    const across = this.#picture.clientWidth - margin.left - margin.right;
    const last = this.#timeline.steps.length - 1;
    this.#pointed = left === null ? null : Math.min(last, Math.max(0, Math.round(((left - margin.left) / across) * last)));
    this.#draw();
  }

  /** Shows the values under the pointer, or else the newest, in the legend. */
  #read() {
    const { from, step } = /** @type {Timeline} */ (this.#timeline);
    this.#when.textContent = this.#pointed === null ? '' : ` At ${clock(from + this.#pointed * step, true)}:`;
    const current = this.#values.map((values) => (this.#pointed === null ? values.findLast((value) => value !== null) : values[this.#pointed]) ?? null);
    current.forEach((value, i) => (this.#readings[i].textContent = value === null ? '–' : this.#definition.format(value)));
    this.#picture.setAttribute('aria-label', `${this.#definition.title}: ${this.#definition.series.map(({ name }, i) => `${name} ${this.#readings[i].textContent}`).join(', ')}`);
  }
}

/**
 * Stacks each series on the previous ones.
 * @param {(number | null)[][]} values
 */
function stack(values) {
  /** @type {number[]} */
  let below = [];
  return values.map((series) => (below = series.map((value, i) => (value ?? 0) + (below[i] ?? 0))));
}

/**
 * @param {number} time
 * @param {boolean} [seconds]
 */
function clock(time, seconds = false) {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) });
}
