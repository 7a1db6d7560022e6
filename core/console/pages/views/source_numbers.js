// SPDX-License-Identifier: Apache-2.0
// What a source says of itself in numbers, as `heraldctl status` does: custody, values, and counters that are not 0.
import { html } from '../lib/ui.js';
import { number } from '../lib/format.js';
import { t } from '../lib/text.js';

/** "partition_lag" as "partition lag". */
const wordsOf = (name) => name.replace(/_/g, ' ');

/** "3 events in custody, 120 settled, 2 given back, 1 moved to the outbox"; empty without custody. */
function custodyText(custody) {
  if (!custody) return '';
  const others = ['givenBack', 'movedToOutbox'].filter((what) => custody[what]);
  return [t('custody.held', { n: custody.held }),
    ...['settled', ...others].map((what) => t(`custody.${what}`, { n: custody[what] }))].join(', ');
}

/** "partition lag 1,234 (900 of orders/3), partitions 12". */
const measuresText = (measures) => Object.entries(measures).map(([name, { sum, most, of }]) =>
  `${wordsOf(name)} ${number(sum)}${of ? ` (${t('mostOf', { n: most, name: of })})` : ''}`).join(', ');

/** "records 1,204, redelivered 3". */
const countersText = (counters) => Object.entries(counters).filter(([, count]) => count)
  .map(([name, count]) => `${wordsOf(name)} ${number(count)}`).join(', ');

export function SourceNumbers({ custody, measures, counters }) {
  return [custodyText(custody), measuresText(measures), countersText(counters)].filter(Boolean)
    .map((text) => html`<p class="small break">${text}</p>`);
}
