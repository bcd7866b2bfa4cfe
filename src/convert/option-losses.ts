import type {Loss} from '../../plugins/dialect.ts';
import {within} from '../diagnostics/origin.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';

/** What an engine does with whom no policy selects, and with policies at all. */
type Stance = 'closes' | 'by-policy' | 'open';

const order: readonly Stance[] = ['closes', 'by-policy', 'open'];

const words: Readonly<Record<Stance, string>> = {
  closes: 'closes what no policy selects',
  'by-policy': 'closes what policies select, and nothing else',
  open: 'enforces no policy',
};

/**
 * Options of one engine (cilium.md 10) by which pods are closed without a policy, or policies are not enforced: the other
 * engine knows no such thing, and nothing that is written can say it. Told at the option itself.
 */
export function optionLosses(source: Profile, target: Profile, world: World): readonly Loss[] {
  const {settingsOrigin, settings} = world;
  if (!settingsOrigin) return [];
  const [before, after] = [stanceOf(source, world), stanceOf(target, world)];
  if (before === after) return [];
  const effect = order.indexOf(after) > order.indexOf(before) ? 'wider' : 'narrower';
  const message = `${source.name} ${words[before]}, ${target.name} ${words[after]}`;
  return Object.keys(settings)
    .filter((option) => {
      const {[option]: _without, ...others} = settings;
      const defaults = {...world, settings: others};
      return stanceOf(source, defaults) !== before || stanceOf(target, defaults) !== after;
    })
    .map((option) => ({code: 'engine-option', origin: within(settingsOrigin, 'data', option), effect, message}));
}

function stanceOf(given: Profile, world: World): Stance {
  const {capabilities, finally: end} = {...given, ...given.underSettings?.(given.settings(world))};
  if (!capabilities.enforces) return 'open';
  return end === 'deny' ? 'closes' : 'by-policy';
}
