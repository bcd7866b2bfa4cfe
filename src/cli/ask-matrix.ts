import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {judgedWorld} from './judged-world.ts';
import {type MatrixFlags, matrixOptions} from './matrix-options.ts';
import type {FoundMatrices} from './present-matrix.ts';
import {withProgress} from './progress.ts';
import type {Session} from './session.ts';

/** Asks every engine who may talk to whom. */
export async function askMatrix(
  session: Session,
  flags: MatrixFlags,
): Promise<FoundMatrices | {readonly problems: readonly Diagnostic[]}> {
  const asked = await matrixOptions(session, flags);
  if ('problems' in asked) return asked;
  const {options} = asked;
  const {connectivityMatrix} = await import('../evaluate/matrix.ts');
  const {addressFindings} = await import('../evaluate/address-findings.ts');
  const {world, applied} = session.input.loaded;
  const judged = await withProgress('evaluating', () =>
    session.profiles.map((profile) => ({
      cni: profile.name,
      matrix: connectivityMatrix(judgedWorld(session.input.loaded, profile), options),
    })),
  );
  const cidrs = new Set(judged.flatMap(({matrix}) => [...matrix.cidrs]));
  const words = [flags.from, flags.to, flags.focus].flatMap((names) => names ?? []);
  return {judged, external: options.external === true, diagnostics: addressFindings(world, applied, {words, cidrs})};
}
