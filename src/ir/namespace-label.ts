import {type Truth, unknownFact} from '../base/truth.ts';
import {type TextTest, testText} from './match.ts';
import type {Namespace} from './world.ts';

/** The labels of a namespace that is known by use alone are open, not absent (kubernetes.md A8). */
export function testNamespaceLabel(key: string, test: TextTest, namespace: Namespace | undefined): Truth {
  if (!namespace) return unknownFact(key);
  if (Object.hasOwn(namespace.labels, key)) return testText(namespace.labels[key], test);
  return namespace.labelsKnown ? false : unknownFact(`${key} of ${namespace.name}`);
}
