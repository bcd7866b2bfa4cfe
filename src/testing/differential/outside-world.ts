import fc from 'fast-check';
import type {WorldPart} from '../../ir/world.ts';

export const domainNames = ['api.example.org', 'a.b.example.org', 'shop.example.com'] as const;

/** What a user or a cluster tells beside the documents: resolved names, kinds that could not be listed. */
export const outsideWorld: fc.Arbitrary<WorldPart> = fc
  .record({
    resolved: fc.subarray([...domainNames]),
    addresses: fc.constantFrom(['203.0.113.5'], ['198.51.100.7', '2001:db8::5'], []),
    hidden: fc.oneof(
      {weight: 20, arbitrary: fc.constant<readonly string[]>([])},
      {
        weight: 1,
        arbitrary: fc.constantFrom<readonly string[]>(
          ['services'],
          ['endpointslices.discovery.k8s.io'],
          ['networkpolicies.networking.k8s.io'],
          ['nodes', 'namespaces'],
        ),
      },
    ),
  })
  .map(({resolved, addresses, hidden}) => ({
    domains: Object.fromEntries(resolved.map((each) => [each, addresses])),
    missingKinds: hidden,
  }));
