import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {ByteSource} from './byte-window.ts';
import {readJsonPlan} from './json-plan.ts';
import {usualLimits} from './limits.ts';

const test = suite('json plan');

function sourceOf(text: string): ByteSource {
  const bytes = Buffer.from(text);
  return {size: bytes.length, read: (target, offset) => bytes.copy(target, 0, offset, offset + target.length)};
}

/** The plan in pieces of small sizes, so that every step meets an end of what is in memory. */
function readings(text: string): readonly unknown[] {
  const sizes = [120, 121, 122, 123, 131, 160, 1000];
  return sizes.map((size) => readJsonPlan(sourceOf(text), usualLimits, size)?.value);
}

const change = {
  address: 't.a',
  change: {actions: ['update'], before: {x: 1}, after: {x: 2}, after_unknown: {y: [true]}, after_sensitive: {z: {}}},
};
const plain = ['t.b', 't.c'].map((address) => ({address, type: 't', provider_config_key: 'k'}));
const plan = {
  format_version: '1.2',
  variables: {secret: {value: 'hush "]}" \\ ✓ 😀 ✓✓✓✓'}},
  planned_values: {root_module: {resources: [{'}': '[{'}]}},
  resource_changes: [change, {address: 't.b', change: {before: {x: [1]}, after: {x: [1]}, after_unknown: {}}}],
  prior_state: {
    format_version: '1.0',
    values: {
      root_module: {
        resources: [{address: 't.a', values: {}}, {address: 't.c'}],
        child_modules: [{address: 'module.m', resources: [{address: 't.b'}], child_modules: []}, {}],
      },
      outputs: {},
    },
  },
  configuration: {
    provider_config: {k: {expressions: {}}},
    root_module: {
      resources: [{address: 't.a', provider_config_key: 'k.east', expressions: {x: [{}]}}, 1, ...plain],
      module_calls: {
        m: {source: './m', expressions: {}, module: {resources: [], module_calls: {root_module: {module: {}}}}},
        empty: {},
      },
    },
  },
  complete: true,
};

const kept = {
  format_version: '1.2',
  planned_values: {},
  resource_changes: [
    {address: 't.a', change: {actions: ['update'], before: {x: 1}, after: {x: 2}, after_unknown: {y: [true]}}},
    {address: 't.b', change: {before: {x: [1]}, after: {x: [1]}}},
  ],
  prior_state: {
    format_version: '1.0',
    values: {
      root_module: {
        resources: [{address: 't.c'}],
        child_modules: [{address: 'module.m', resources: [], child_modules: []}, {}],
      },
      outputs: {},
    },
  },
  configuration: {
    root_module: {
      resources: [
        {address: 't.a', provider_config_key: 'k.east'},
        {address: 't.b', provider_config_key: 'k'},
      ],
      module_calls: {m: {source: './m', module: {resources: [], module_calls: {root_module: {module: {}}}}}, empty: {}},
    },
  },
  complete: true,
};

test('a plan is read without its repetitions, however its bytes are cut', () => {
  for (const text of [JSON.stringify(plan), `${JSON.stringify(plan, null, 2)}\n`]) {
    for (const found of readings(text)) assert.equal(found, kept);
  }
});

test('the refreshed state is kept where no changes stand before it', () => {
  const {resource_changes: _, ...rest} = plan;
  for (const found of readings(JSON.stringify(rest))) {
    assert.equal((found as typeof plan).prior_state, plan.prior_state);
  }
});

test('what is broken, cut off, repeated or no plan is left to others', () => {
  const text = JSON.stringify(plan);
  const wrong = [
    '',
    '[]',
    '{}',
    '{"kind":"List","items":[]}',
    text.slice(0, -1),
    `${text}{}`,
    text.replace('"complete":true', '"complete":tru'),
    text.replace('"complete"', '"format_version"'),
    `{"format_version":"1.2","prior_state":${'{"values":'.repeat(500)}1${'}'.repeat(500)}}`,
  ];
  for (let end = 1; end < text.length; end += 7) wrong.push(text.slice(0, end));
  for (const each of wrong) for (const found of readings(each)) assert.is(found, undefined, each.slice(-40));
});

test('changes are found again at their places', () => {
  const found = readJsonPlan(sourceOf(JSON.stringify(plan)), usualLimits);
  const text = JSON.stringify(plan);
  assert.is(found?.places.list, 'resource_changes');
  assert.equal(
    found?.places.items.map((offset) => text.slice(text.length - (Buffer.byteLength(text) - offset)).slice(0, 16)),
    ['{"address":"t.a"', '{"address":"t.b"'],
  );
});

test.run();
