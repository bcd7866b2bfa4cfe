// Loaded before the tests: puts a counting uvu in the place of the real one, since uvu itself says success when a suite
// forgets `.run()`, when `.only` is left in, and when tests are skipped.
import {writeFileSync} from 'node:fs';
import {register} from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent(`
  const wrapper = ${JSON.stringify(new URL('./uvu-wrapper.js', import.meta.url).href)};
  export async function resolve(specifier, context, next) {
    if (specifier === 'uvu' && context.parentURL !== wrapper) return {url: wrapper, shortCircuit: true};
    return next(specifier, context);
  }
`)}`,
);

globalThis.testCount = {registered: 0, notRun: [], only: [], skipped: []};
process.on('exit', () => {
  const {COUNT_FILE} = process.env;
  if (COUNT_FILE) writeFileSync(COUNT_FILE, JSON.stringify(globalThis.testCount));
});
