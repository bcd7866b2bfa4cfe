import {isObject} from '../../base/json.ts';
import type {Diagnostic} from '../../diagnostics/diagnostic.ts';
import {load} from '../../load/load.ts';
import type {Document} from '../../sources/document.ts';
import {readSources} from '../../sources/read-sources.ts';
import {readShared, sharedDirectory} from '../shared.ts';
import {terraformFile} from '../terraform-document.ts';
import type {Check} from './check.ts';

const terraformRefuses = new Set([
  'hcl-syntax',
  'terraform-block-invalid',
  'terraform-duplicate',
  'terraform-evaluation',
  'terraform-type-unknown',
  'value-invalid',
]);

const root = 'conformance/terraform';

/** Resources that plan without an error: what the apply takes we take, what it refuses we report as an error. */
export const terraformApplyAnswers: Check = async function* () {
  for (const name of ['70-apply-answers', '72-apply-answers-metadata']) {
    const recorded: Record<string, unknown> = JSON.parse(readShared(`${root}/${name}/apply.json`));
    const {documents} = await readSources({filenames: [`${sharedDirectory}${root}/${name}`]});
    const errors = await errorsOf(documents);
    const wrong = Object.entries(recorded).flatMap(([address, answer]) => {
      const found = errors.filter(({origin}) => origin?.resource === address);
      if (found.length > 0 === (answer !== null)) return [];
      return [
        {row: address, why: `recorded ${JSON.stringify(answer)}, ours ${JSON.stringify(found.map(({code}) => code))}`},
      ];
    });
    yield {name: `terraform/apply/${name}`, total: Object.keys(recorded).length, wrong};
  }
};

/** Files alone, each valid or not: what `validate` or `plan` refuses we report as an error. */
export const terraformValidateAnswers: Check = async function* () {
  const recorded: Record<string, unknown> = JSON.parse(readShared(`${root}/71-validate-answers/validate.json`));
  const wrong: {row: string; why: string}[] = [];
  for (const [name, answer] of Object.entries(recorded)) {
    const file = `${sharedDirectory}${root}/71-validate-answers/configs/${name}.tf`;
    const errors = await errorsOf([terraformFile(file, true)]);
    // What only the server or the apply refuses is beyond `validate`.
    const refusals = errors.filter(({code}) => terraformRefuses.has(code));
    const refused = isObject(answer) && !(answer['validate'] === 'ok' && answer['plan'] === 'ok');
    if (refused !== refusals.length > 0) {
      wrong.push({
        row: name,
        why: `recorded ${JSON.stringify(answer)}, ours ${JSON.stringify(refusals.map(({code}) => code))}`,
      });
    }
  }
  yield {name: 'terraform/validate/files', total: Object.keys(recorded).length, wrong};
};

async function errorsOf(documents: readonly Document[]): Promise<readonly Diagnostic[]> {
  const {diagnostics} = await load(documents, {namespace: 'default'});
  return diagnostics.filter(({severity}) => severity === 'error');
}
