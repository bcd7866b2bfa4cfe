// The same `suite`, `test` and `exec` as uvu, with every registration counted. See counting-uvu.js.
import * as uvu from 'uvu';

const count = globalThis.testCount;

export function suite(name, state) {
  return counted(uvu.suite(name, state), name);
}

function counted(real, name) {
  count.notRun.push(name);
  const wrapped = (...args) => {
    count.registered++;
    return real(...args);
  };
  wrapped.before = real.before;
  wrapped.after = real.after;
  wrapped.only = (...args) => {
    count.registered++;
    count.only.push(`${name}: ${args[0]}`);
    return real.only(...args);
  };
  wrapped.skip = (...args) => {
    count.registered++;
    count.skipped.push(`${name}: ${args[0]}`);
    return real.skip(...args);
  };
  wrapped.run = () => {
    const at = count.notRun.indexOf(name);
    if (at >= 0) count.notRun.splice(at, 1);
    return real.run();
  };
  return wrapped;
}

export const test = counted(uvu.test, '(the unnamed suite)');
count.notRun.pop();
export const exec = uvu.exec;
