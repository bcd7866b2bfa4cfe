/** The one place that names the YAML package, imported lazily as a module of our own (ecosystem.md section 3, rule 2). */

export type {Alias, Node, Scalar, YAMLMap, YAMLParseError, YAMLSeq} from 'yaml';
export {Composer, isAlias, isMap, isScalar, isSeq, Lexer, Parser} from 'yaml';
