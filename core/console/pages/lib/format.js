// SPDX-License-Identifier: Apache-2.0
// Numbers, dates and durations in the language of the browser.
const kSteps = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const percentage = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** Some languages have marks of direction in numbers and dates. A page shows such marks (safe_text.js), so they go. */
const unmarked = (text) => text.replace(/(?![\u200C\u200D])\p{Cf}/gu, '');

export const number = (value) => (value === null || value === undefined ? '–' : unmarked(value.toLocaleString()));
export const percent = (share) => (share === null || share === undefined ? '–' : unmarked(percentage.format(share)));
export const dateTime = (at) => unmarked(exact.format(new Date(at)));

/** The time of day; with the date if it was not today. */
export function timeOfDay(at) {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString() ? unmarked(clock.format(date)) : dateTime(at);
}

export function ago(at) {
  const seconds = (new Date(at) - Date.now()) / 1000;
  const [unit, size] = kSteps.find(([, s]) => Math.abs(seconds) >= s) || kSteps[3];
  return unmarked(relative.format(Math.round(seconds / size), unit));
}

/** "250 ms", "4.2 s", "3 min", "2 h 10 min" in the language of the browser. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 1) return inUnit(Math.round(seconds * 1000), 'millisecond');
  if (seconds < 60) return inUnit(Math.round(seconds * 10) / 10, 'second');
  if (seconds < 3600) return inUnit(Math.round(seconds / 60), 'minute');
  const minutes = Math.round((seconds % 3600) / 60);
  return inUnit(Math.floor(seconds / 3600), 'hour') + (minutes ? ` ${inUnit(minutes, 'minute')}` : '');
}

function inUnit(value, unit) {
  return unmarked(new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'short' }).format(value));
}
