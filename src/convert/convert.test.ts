import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Dialect} from '../../plugins/dialect.ts';
import type {DialectEntry} from '../../plugins/index.ts';
import {template} from '../../plugins/template/index.ts';
import {exampleProfile} from '../../plugins/template/profile.ts';
import {isObject, type JsonObject} from '../base/json.ts';
import type {Policy} from '../ir/policy.ts';
import type {WorldPart} from '../ir/world.ts';
import {load} from '../load/load.ts';
import type {Document} from '../sources/document.ts';
import {pod} from '../testing/small-world.ts';
import type {Conversion, ConvertRequest} from './conversion.ts';
import {convert} from './convert.ts';

const test = suite('convert');

function entry(dialect: Dialect, group: string, parts: Partial<DialectEntry> = {}): DialectEntry {
  return {
    name: dialect.name,
    profiles: Object.keys(dialect.profiles),
    engine: 'example',
    policyKinds: {},
    claims: ({syntax, ...rest}) =>
      'value' in rest && isObject(rest.value) && String(rest.value['apiVersion']).startsWith(group),
    load: async () => dialect,
    ...parts,
  };
}

/** Gives the pods of a world by their names, as any dialect that reads workloads does. */
const pods: Dialect = {
  name: 'pods',
  read: ({content}) => {
    const names = content.syntax === 'value' && isObject(content.value) ? content.value['pods'] : [];
    const endpoints = (Array.isArray(names) ? names.map(String) : []).map((app, index) =>
      pod(app, {app}, {addresses: [`10.0.0.${index + 1}`]}),
    );
    const world: WorldPart = {endpoints};
    return {world};
  },
  profiles: {spec: exampleProfile},
};

/** Like the template, but it forgets the ports, or writes what its reader refuses. */
function faulty(change: (object: JsonObject) => JsonObject): Dialect {
  return {
    ...template,
    name: 'faulty',
    profiles: {},
    write: (policies, context) => {
      const {objects = [], losses = []} = template.write?.(policies, context) ?? {};
      return {objects: objects.map(({object, from}) => ({object: change(object), from})), losses};
    },
  };
}

const carrier: Dialect = {
  name: 'carrier',
  profiles: {},
  read: ({content, origin, locate}) => {
    const text = content.syntax === 'terraform-module' ? (content.module.files[0]?.text ?? '') : '';
    const objects: unknown = JSON.parse(text);
    const list = Array.isArray(objects) ? objects : [];
    const documents = list.map(
      (value, index): Document => ({
        origin: {...origin, document: index + 1, resource: `carried.${index}`},
        content: {syntax: 'value', value},
        locate,
      }),
    );
    return {documents};
  },
  carry: (objects) => ({text: JSON.stringify(objects), losses: []}),
};

const withoutPorts = faulty((object) => ({...object, spec: {...specOf(object), ports: []}}));
const withoutSpec = faulty(({spec, ...object}) => ({...object, spec: {pods: 1}}));

function specOf(object: JsonObject): JsonObject {
  const {spec} = object;
  return isObject(spec) ? spec : {};
}

function tableWith(extra: Dialect): readonly DialectEntry[] {
  return [
    entry(carrier, '-', {claims: ({syntax}) => syntax === 'terraform-module'}),
    entry(pods, 'pods'),
    entry(template, 'example.org'),
    entry(extra, '-'),
  ];
}

function documents(...values: readonly unknown[]): readonly Document[] {
  return values.map((value, index) => {
    const origin = {file: 'in.yaml', document: index + 1, path: []};
    return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'in.yaml', document: 1, path: ''})};
  });
}

function policy(name: string, ports: readonly number[]): unknown {
  const spec = {pods: {app: 'db'}, allowFrom: [{app: 'web'}], ports};
  return {apiVersion: 'example.org/v1', kind: 'ExamplePolicy', metadata: {name, namespace: 'shop'}, spec};
}

const world = {apiVersion: 'pods', kind: 'Pods', pods: ['db', 'web']};

async function run(
  values: readonly unknown[],
  request: Partial<ConvertRequest> & {readonly to: string},
  extra: Dialect = withoutPorts,
): Promise<Conversion> {
  const dialects = tableWith(extra);
  const loaded = await load(documents(...values), {namespace: 'default', dialects});
  const conversion = await convert({loaded, allow: 'equal', cni: 'auto', dialects, ...request});
  assert.ok('certificate' in conversion, JSON.stringify(conversion));
  return conversion;
}

test('the same policies under the same engine are equal in every world', async () => {
  const {certificate, written, objects, losses} = await run([policy('a', [80])], {to: 'template'});
  assert.is(certificate.result, 'equal');
  assert.is(certificate.scope, 'all-worlds');
  assert.ok(written);
  assert.equal(losses, []);
  assert.equal(
    objects.map(({object}) => object),
    [policy('a', [80])],
  );
});

test('what is written otherwise is compared in every cluster', async () => {
  const renamed = faulty((object) => ({...object, metadata: {name: 'other', namespace: 'shop'}}));
  const {certificate} = await run([policy('a', [80]), world], {to: 'faulty'}, renamed);
  assert.is(certificate.result, 'equal');
  assert.is(certificate.scope, 'all-worlds');
});

test('it takes no workloads to find a difference: a cluster is made that shows it', async () => {
  const {certificate, written} = await run([policy('a', [80])], {to: 'faulty'});
  assert.is(certificate.result, 'narrower');
  assert.is(certificate.scope, 'all-worlds');
  assert.is(certificate.witness?.port, 80);
  assert.is(certificate.witness?.world?.endpoints.length, 2);
  assert.not.ok(written);
});

test('a writer that errs in silence is found out by a witness', async () => {
  const {certificate, written} = await run([policy('a', [80]), world], {to: 'faulty'});
  assert.is(certificate.result, 'narrower');
  assert.is(certificate.witness?.port, 80);
  assert.not(written);
  assert.ok((await run([policy('a', [80]), world], {to: 'faulty', allow: 'narrower'})).written);
});

test('what the target refuses is a loss at the place of the source', async () => {
  const {losses, written} = await run([policy('a', [80]), policy('b', [80])], {to: 'faulty'}, withoutSpec);
  assert.equal(
    losses.map(({code, effect, origin}) => [code, effect, origin.document]),
    [
      ['refused', 'wider', 1],
      ['refused', 'wider', 2],
    ],
  );
  assert.not(written);
});

test('two documents of one name are both written, and compared as kubectl apply leaves them', async () => {
  const values = [policy('a', [80]), policy('a', [443]), world];
  const {objects, certificate} = await run(values, {to: 'template'});
  assert.is(objects.length, 2);
  assert.is(certificate.result, 'equal');
});

test('a carrier holds the objects of each dialect in input order and reads them back', async () => {
  const {text, certificate, objects} = await run([policy('b', [80]), policy('a', [443]), world], {to: 'carrier'});
  assert.equal(JSON.parse(text ?? ''), [policy('b', [80]), policy('a', [443])]);
  assert.is(objects.length, 2);
  assert.is(certificate.result, 'equal');
});

/** The template, which also has a form that turns the list of ports around; policies called b are of it already. */
const formed: Dialect = {
  ...template,
  forms: {
    backwards: {
      write: (policies, context) => {
        const {objects = [], losses = []} = template.write?.(policies, context) ?? {};
        const turned = objects.map(({object, from}): (typeof objects)[number] => {
          const spec = specOf(object);
          const {ports} = spec;
          return {object: {...object, spec: {...spec, ports: Array.isArray(ports) ? [...ports].reverse() : []}}, from};
        });
        return {objects: turned, losses};
      },
      holds: ({id}) => id.name === 'b',
    },
  },
};

test('a form of a dialect is written in its place, and a carrier keeps each policy in its own', async () => {
  const dialects = [
    ...tableWith(withoutPorts).filter(({name}) => name !== 'template'),
    entry(formed, 'example.org', {forms: ['backwards']}),
  ];
  const loaded = await load(documents(policy('b', [80, 443]), policy('a', [80, 443]), world), {
    namespace: 'default',
    dialects,
  });
  const portsIn = async (to: string): Promise<unknown> => {
    const conversion = await convert({loaded, to, allow: 'equal', cni: 'auto', dialects});
    assert.ok('certificate' in conversion && conversion.certificate.result === 'equal');
    return conversion.objects.map(({object}) => specOf(object)['ports']);
  };
  const [plain, turned] = [
    [80, 443],
    [443, 80],
  ];
  assert.equal(await portsIn('template'), [plain, plain]);
  assert.equal(await portsIn('backwards'), [turned, turned]);
  assert.equal(await portsIn('carrier'), [turned, plain]);
  const unknown = await convert({loaded, to: 'klingon', allow: 'equal', cni: 'auto', dialects});
  assert.ok('diagnostic' in unknown);
  assert.equal(unknown.diagnostic.arguments['known'], ['backwards', 'carrier', 'faulty', 'pods', 'template']);
});

test('the comment above a document goes to the first object that comes from it', async () => {
  const dialects = tableWith(withoutPorts);
  const [first, second] = documents(policy('a', [80]), policy('b', [80]));
  assert.ok(first && second);
  const loaded = await load([{...first, comment: '# why'}, second], {namespace: 'default', dialects});
  const conversion = await convert({loaded, to: 'template', allow: 'equal', cni: 'auto', dialects});
  assert.ok('objects' in conversion);
  assert.equal(
    conversion.objects.map(({comment}) => comment),
    ['# why', undefined],
  );
});

test('a remainder that nobody speaks of becomes a loss', async () => {
  const dialects = tableWith(withoutPorts);
  const loaded = await load(documents(policy('a', [80])), {namespace: 'default', dialects});
  const [first] = loaded.policies;
  assert.ok(first);
  const place = {...first.origin, path: ['spec', 'secret']};
  const remainder = (['wider', 'none', 'unknown'] as const).map((effect) => ({
    field: `spec.${effect}`,
    origin: place,
    effect,
    value: effect,
  }));
  const policies: readonly Policy[] = [{...first, remainder}];
  const conversion = await convert({
    loaded: {...loaded, policies, applied: policies},
    to: 'template',
    allow: 'equal',
    cni: 'auto',
    dialects,
  });
  assert.ok('losses' in conversion);
  assert.equal(
    conversion.losses.map(({effect, message}) => [effect, message]),
    [
      ['wider', 'spec.unknown is not carried over'],
      ['wider', 'spec.wider is not carried over'],
    ],
  );
  assert.not(conversion.written);
});

test('only the asked policies are converted: of a dialect, or held by a carrier', async () => {
  const {policies} = await run([policy('a', [80])], {to: 'template', from: 'carrier'});
  assert.is(policies.length, 0);
  assert.is((await run([policy('a', [80])], {to: 'template', from: 'template'})).policies.length, 1);
});

test('an unknown dialect and one that cannot be written are named with those that are known', async () => {
  const dialects = tableWith(withoutPorts);
  const loaded = await load([], {namespace: 'default', dialects});
  for (const to of ['klingon', 'pods']) {
    const conversion = await convert({loaded, to, allow: 'equal', cni: 'auto', dialects});
    assert.ok('diagnostic' in conversion);
    assert.is(conversion.diagnostic.code, 'dialect-unknown');
  }
});

test.run();
