import {dialects} from '../../../plugins/index.ts';
import type {JsonObject} from '../../base/json.ts';
import {convert} from '../../convert/convert.ts';
import {readBack} from '../../convert/read-back.ts';
import {inPractice} from '../../ir/practice.ts';
import {withWritten} from '../../ir/written-world.ts';
import {load} from '../../load/load.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import {type EngineName, engines} from '../differential/trial.ts';
import {valueDocuments} from '../value-documents.ts';
import {plantedErrors} from './planted-errors.ts';

/** Policies of which every part matters, and what they are converted to exactly. */
export interface Planting {
  readonly name: string;
  readonly to: string;
  readonly engines: readonly [EngineName, EngineName];
  readonly documents: readonly JsonObject[];
}

export interface PlantedResult {
  readonly name: string;
  /** The result of the comparison, with whether a witness was shown; `refused` by the reader of the target. */
  readonly found: string;
}

/** Converts, plants every mistake in turn in what was written, and compares that with the source in all clusters. */
export async function plant(
  {name, to, engines: [one, other], documents}: Planting,
  every: number,
): Promise<readonly PlantedResult[]> {
  const loaded = await load(valueDocuments(documents), {namespace: 'default'});
  const {objects, certificate} = await conversionOf(loaded, to, one);
  const found: PlantedResult[] = [{name: `${name}: nothing`, found: certificate.result}];
  const planted = objects.flatMap(({object}, at) =>
    plantedErrors(object).map((each) => ({...each, name: `${name}: document ${at + 1}, ${each.name}`, at})),
  );
  for (const {name: title, object, at} of planted.filter((_, index) => index % every === 0)) {
    const wrong = objects.map((each, index) => (index === at ? {...each, object} : each));
    const back = await readBack(wrong, undefined, dialects);
    if (back.diagnostics.some(({severity}) => severity === 'error')) {
      found.push({name: title, found: 'refused'});
      continue;
    }
    const {result, witness} = compareEverywhere(
      {profile: inPractice(engines[one]), policies: loaded.applied, world: loaded.world},
      {profile: inPractice(engines[other]), policies: back.applied, world: withWritten(loaded.world, back.world)},
    );
    found.push({name: title, found: witness ? 'shown' : result});
  }
  return found;
}

async function conversionOf(loaded: Awaited<ReturnType<typeof load>>, to: string, cni: EngineName) {
  const conversion = await convert({loaded, to, allow: 'equal', cni});
  if ('diagnostic' in conversion) throw new Error(conversion.diagnostic.code);
  return conversion;
}
