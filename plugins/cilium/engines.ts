import {isBefore, type Version} from '../../src/base/version.ts';
import {type Features, withFeatures} from '../../src/ir/features.ts';
import type {Profile} from '../../src/ir/profile.ts';
import {ciliumAt} from './profile.ts';

/** AdminNetworkPolicy is never read; the rest came with versions (cni.md section 2). */
function versioned(version: Version): Features {
  return {
    adminPolicies: 'no',
    ...(isBefore(version, 1, 17) && {endPort: 'no'}),
    ...(isBefore(version, 1, 20) && {clusterPolicies: 'no'}),
  };
}

/** Cilium in managed clusters, where what nobody confirmed is open. */
function azure(version: Version): Features {
  return {...versioned(version), sctp: 'unknown', clusterPolicies: 'no'};
}

const google: Features = {
  ...{endPort: 'unknown', sctp: 'unknown', namedPorts: 'unknown'},
  ...{adminPolicies: 'no', clusterPolicies: 'no'},
};

/** By the names of `--cni`. */
export const engines: Readonly<Record<string, Profile>> = {
  cilium: row('cilium', versioned),
  'azure-cilium': row('azure-cilium', azure),
  'gke-dataplane-v2': row('gke-dataplane-v2', () => google),
};

function row(name: string, features: (version: Version) => Features): Profile {
  const profile = (version: Version): Profile => withFeatures(ciliumAt(version), name, features(version));
  return {...profile([]), atVersion: profile};
}
