import type {JsonObject} from '../base/json.ts';
import type {Replayed, ReplayedItem} from '../evaluate/replayed.ts';
import type {Places} from './place.ts';
import {decisionsOf, whyText} from './replay-answer.ts';
import {decisionJson} from './verdict-json.ts';

/** The body of a `Replay` (cli.md section 3): each kind of flow once that is not answered as it was recorded. */
export function replayJson({items, more, summary}: Replayed, places: Places): JsonObject {
  return {items: items.map((item) => itemJson(item, places)), summary: {...summary, kinds: items.length, more}};
}

function itemJson(item: ReplayedItem, places: Places): JsonObject {
  const {from, to, protocol, port, side, line, count, recorded, now, why, split} = item;
  const {egress, ingress} = decisionsOf(item);
  return {
    flow: {from, to, protocol, port: port ?? null, ...(side && {side}), line, count},
    recorded,
    now,
    ...(why && {why: whyText(why)}),
    ...(split && {split: {...split}}),
    decision: {
      egress: egress && decisionJson(egress, places),
      ingress: ingress && decisionJson(ingress, places),
    },
  };
}
