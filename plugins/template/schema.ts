/** `ExamplePolicy` of `example.org/v1`: pods of the policy's namespace with these labels take TCP from those peers. */
export interface ExamplePolicy {
  readonly apiVersion: 'example.org/v1';
  readonly kind: 'ExamplePolicy';
  readonly metadata: {readonly name: string; readonly namespace: string};
  readonly spec: {
    /** Labels of the pods the policy is for; empty means all pods of the namespace. */
    readonly pods: Readonly<Record<string, string>>;
    /** Labels of pods of the same namespace that may connect; several entries are alternatives. */
    readonly allowFrom: readonly Readonly<Record<string, string>>[];
    /** TCP ports, 1 to 65535. */
    readonly ports: readonly number[];
  };
}
