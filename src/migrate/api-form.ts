import type {PolicyId} from '../ir/policy.ts';

/**
 * The id under which Calico's API knows a policy: the storage form has another group, and the name of the default tier in
 * front (migration.md section 6).
 */
export function apiForm(id: PolicyId): PolicyId {
  return {...id, apiVersion: 'projectcalico.org/v3', name: id.name.replace(/^default\./, '')};
}
