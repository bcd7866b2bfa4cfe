import {isBefore, type Version} from '../../src/base/version.ts';
import {type Features, withFeatures} from '../../src/ir/features.ts';
import type {Profile} from '../../src/ir/profile.ts';
import {calicoProfile, canalProfile} from './profile.ts';

/**
 * What the versions of the engine read of policy.networking.k8s.io (cni.md sections 2 and 3.10). Without a version both
 * generations count, as the documents at hand were written for some cluster that knows them.
 */
function versioned(version: Version): Features {
  return {
    ...((isBefore(version, 3, 29) || (version.length > 0 && !isBefore(version, 3, 32))) && {adminPolicies: 'no'}),
    ...(isBefore(version, 3, 32) && {clusterPolicies: 'no'}),
  };
}

/** Calico as add-on of a managed cluster: what nobody confirmed is open. */
const legacy: Features = {endPort: 'unknown', sctp: 'unknown', adminPolicies: 'no', clusterPolicies: 'no'};

/** By the names of `--cni`. */
export const engines: Readonly<Record<string, Profile>> = {
  calico: withVersions(calicoProfile),
  canal: withVersions(canalProfile),
  'gke-legacy': withFeatures(calicoProfile, 'gke-legacy', legacy),
};

function withVersions(profile: Profile): Profile {
  return {...profile, atVersion: (version) => withFeatures(profile, profile.name, versioned(version))};
}
