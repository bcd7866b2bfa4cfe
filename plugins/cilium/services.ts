import {type Match, unknownMatch} from '../../src/ir/match.ts';
import type {Service} from './schema.ts';

/**
 * The peers of one `toServices` item. The engine replaces a service by its selector or its backends, which is done by
 * the profile, since it needs the services of the cluster (cilium.md 6.6). An empty namespace means any.
 */
export function serviceMatch(item: Service): Match {
  if (item.k8sServiceSelector) return unknownMatch(SERVICES_BY_LABEL);
  const {serviceName = '', namespace} = item.k8sService ?? {};
  return Object.freeze({
    is: 'backendOf',
    service: Object.freeze({name: serviceName, ...(namespace && {namespace})}),
  });
}

export const SERVICES_BY_LABEL = 'which services have the labels of k8sServiceSelector';
