import type {Path} from '../../src/base/json.ts';
import type {Places} from './expand.ts';
import type {Attribute, Place} from './language/body.ts';
import {offsetInLiteral} from './language/literal-places.ts';

/**
 * The place in the configuration of a path of a resource's arguments and blocks: the block or argument it leads to, or
 * the nearest one around it.
 */
export function placeOf(places: Places, path: Path): Place {
  const [step, index, ...rest] = path;
  if (step === undefined) return places.place;
  const attribute = places.arguments.get(String(step));
  if (attribute) return placeInArgument(attribute, path.slice(1));
  const blocks = places.blocks.get(String(step));
  const block = blocks?.[typeof index === 'number' ? index : 0];
  if (!block) return blocks?.[0]?.place ?? places.place;
  return placeOf(block, rest);
}

/** The entry or item of an object or list that is written out as the argument; the argument where there is none. */
function placeInArgument({place, written}: Attribute, path: Path): Place {
  if (written.syntax !== 'hcl' || path.length === 0) return place;
  const offset = offsetInLiteral(written.text, path);
  return offset === 0 ? place : {...place, offset: written.offset + offset};
}

/** The block at a path, where every block is named with its index: `spec[0].ingress[1]`. */
export function blockAt(places: Places, path: Path): Places | undefined {
  const [step, index, ...rest] = path;
  if (step === undefined) return places;
  const block = places.blocks.get(String(step))?.[typeof index === 'number' ? index : 0];
  return block && blockAt(block, rest);
}
