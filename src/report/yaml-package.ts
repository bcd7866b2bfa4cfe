// Our own module in front of the package, so that it can be loaded lazily from a bundle (ecosystem.md section 3).
export {Document, isScalar, type Scalar, visit} from 'yaml';
