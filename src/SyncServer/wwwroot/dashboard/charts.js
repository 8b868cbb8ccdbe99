// @ts-check
import { duration, short } from './numbers.js';

/**
 * @typedef {import('./insights.js').Step} Step
 * @typedef {import('./chart.js').Series} Series
 */

/** The outcomes that are shown as one series. All others are refusals. */
const groups = [
  { name: 'session', style: 's1', outcomes: ['session'] },
  { name: 'verified', style: 's2', outcomes: ['verified'] },
  { name: 'created', style: 's3', outcomes: ['created'] },
  { name: 'merged', style: 's4', outcomes: ['merged'] },
  { name: 'forced, restored, deleted', style: 's5', outcomes: ['forced', 'restored', 'deleted'] },
  { name: 'replayed or unchanged', style: 's6', outcomes: ['unchanged', 'replayed', 'superseded'] },
  { name: 'conflicts', style: 's7', outcomes: ['edit-conflict', 'already-exists'] },
];
const grouped = new Set(groups.flatMap(({ outcomes }) => outcomes));

/** @param {Step | null} step */
export const savesOf = (step) => Object.values(step?.saves ?? {}).reduce((sum, count) => sum + count, 0);

/**
 * The rate of some outcomes, per second.
 * @param {(outcome: string) => boolean} wanted
 */
const rate = (wanted) => (/** @type {Step | null} */ step) =>
  step === null ? 0 : Object.entries(step.saves).reduce((sum, [outcome, count]) => sum + (wanted(outcome) ? count : 0), 0) / step.seconds;

/**
 * A series of one statistic of a distribution.
 * @param {string} name
 * @param {string} style
 * @param {string} values
 * @param {'mean' | 'p50' | 'p95' | 'p99'} figure
 * @returns {Series}
 */
const line = (name, style, values, figure) => ({ name, style, value: (step) => step?.values[values]?.[figure] ?? null });

/** @type {import('./chart.js').Definition[]} */
export const charts = [
  {
    title: 'Saves by outcome',
    about: 'Saves per second.',
    stacked: true,
    format: short,
    series: [
      ...groups.map(({ name, style, outcomes }) => ({ name, style, value: rate((outcome) => outcomes.includes(outcome)) })),
      { name: 'other refusals', style: 's8', value: rate((outcome) => !grouped.has(outcome)) },
    ],
  },
  {
    title: 'Conflicts',
    about: 'Conflicts per 1,000 saves.',
    format: short,
    series: [{ name: 'conflicts', style: 's7', value: (step) => (step === null ? 0 : (1000 * step.conflicts) / Math.max(1, savesOf(step))) }],
  },
  {
    title: 'Latency',
    about: 'Time from when a save is read to its decision, time to commit a batch, and duration of document requests.',
    format: duration,
    series: [
      line('decision p50', 's2', 'decision', 'p50'), line('decision p99', 's1', 'decision', 'p99'),
      line('commit p99', 's3', 'commit', 'p99'), line('request p99', 's5', 'request', 'p99'),
    ],
  },
  {
    title: 'Time to settle',
    about: 'Time from a conflict to the save that settles it.',
    format: duration,
    series: [line('p50', 's2', 'settle', 'p50'), line('p95', 's5', 'settle', 'p95')],
  },
  {
    title: 'Stale bases: distance',
    about: 'Versions between the base of a stale save and the newest version.',
    format: short,
    series: [line('p50', 's2', 'staleVersions', 'p50'), line('p95', 's5', 'staleVersions', 'p95')],
  },
  {
    title: 'Stale bases: age',
    about: 'Age of the base of a stale save.',
    format: duration,
    series: [line('p50', 's2', 'staleSeconds', 'p50'), line('p95', 's5', 'staleSeconds', 'p95')],
  },
  {
    title: 'Saves per commit',
    about: 'Average number of saves in one transaction.',
    format: short,
    series: [line('mean', 's3', 'batch', 'mean')],
  },
];
