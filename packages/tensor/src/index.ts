/**
 * Arrays in n dimensions, functions on them with their gradient rules, and the engines that compute them.
 *
 * @packageDocumentation
 */

export type { EngineName } from "./backend/current.ts";
export { engine, setEngine } from "./backend/current.ts";
export type { TriangularForm } from "./backend/linalg.ts";
export { setMemoryLimit } from "./backend/memory.ts";
export { setThreads, threads } from "./backend/threads.ts";
export type { AdaGradOptions, AdamOptions, SgdOptions } from "./backend/update.ts";
export type { ChoiceOptions, MultinomialOptions } from "./choice.ts";
export { choice, multinomial } from "./choice.ts";
export type { LogspaceOptions } from "./create.ts";
export {
  arange,
  clone,
  eye,
  full,
  fullLike,
  linspace,
  logspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from "./create.ts";
export type {
  CreateOptions,
  EvenlyNested,
  FloatOptions,
  IsEvenlyNested,
  PlainOptions,
  TensorOptions,
} from "./create-options.ts";
export type { RateOptions } from "./distributions.ts";
export { beta, exponential, gamma, integers, poisson } from "./distributions.ts";
export type { DType, FloatDType, TypedArray, TypedArrayMethods } from "./dtype.ts";
export { dtypes, isFloat, promote } from "./dtype.ts";
export type { Described } from "./errors.ts";
export {
  ArgumentError,
  DisposedError,
  DTypeError,
  describe,
  GradientError,
  IndexError,
  OutOfMemoryError,
  ScopeError,
  ShapeError,
  ThreadError,
} from "./errors.ts";
export { fftfreq, rfftfreq } from "./frequencies.ts";
export { defaultGenerator, Generator, manualSeed, shuffledPositions } from "./generator.ts";
export type { InputGradient, Node, OpWatcher, RowGradient, Rule } from "./graph.ts";
export {
  currentPath,
  isRecording,
  isWatched,
  record,
  versionOf,
  watchOps,
  withName,
  withRecording,
} from "./graph.ts";
export type { Layout } from "./layout.ts";
export { Scope } from "./lifetime.ts";
export {
  celu,
  elu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSwish,
  hardTanh,
  leakyRelu,
  logSigmoid,
  mish,
  prelu,
  relu6,
  selu,
  silu,
  softShrink,
  softsign,
  step,
} from "./ops/activations.ts";
export type { IndexPutOptions } from "./ops/advanced-index.ts";
export { index, indexPut } from "./ops/advanced-index.ts";
export type { AttentionOptions } from "./ops/attention.ts";
export { scaledDotProductAttention } from "./ops/attention.ts";
export { add, div, maximum, minimum, mul, pow, sub } from "./ops/binary.ts";
export type { IsCloseOptions } from "./ops/closeness.ts";
export { isClose } from "./ops/closeness.ts";
export type { Im2colOptions } from "./ops/columns.ts";
export { col2im, im2col } from "./ops/columns.ts";
export {
  equal,
  greater,
  greaterEqual,
  isNaN,
  less,
  lessEqual,
  notEqual,
  where,
} from "./ops/compare.ts";
export type { ConvOptions, ConvTransposeOptions } from "./ops/conv.ts";
export {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./ops/conv.ts";
export type { ListPerDim, PaddingPerDim, PerDim, WindowDims } from "./ops/conv-sizes.ts";
export { all, any, countNonzero, nanmean, nansum } from "./ops/count.ts";
export type { CdistOptions, NormalizeLengthOptions } from "./ops/distances.ts";
export { cdist, cosineSimilarity, normalize } from "./ops/distances.ts";
export { floorDivide, fmod, frac, remainder } from "./ops/division.ts";
export { einsum } from "./ops/einsum.ts";
export type { EmbeddingOptions } from "./ops/embedding.ts";
export { embedding } from "./ops/embedding.ts";
export type { FftOptions } from "./ops/fft.ts";
export { fft, ifft, irfft, rfft } from "./ops/fft.ts";
export { fftConvolve, fftn, fftshift, ifftn, ifftshift, irfftn, rfftn } from "./ops/fftn.ts";
export { logSoftmax, softmax, softmaxCrossEntropy } from "./ops/fused.ts";
export type { FusedActivation } from "./ops/fused-activation.ts";
export type { BincountOptions, Histogram, HistogramOptions } from "./ops/histogram.ts";
export { bincount, histogram } from "./ops/histogram.ts";
export type { IndexKey, IndexRange } from "./ops/index-keys.ts";
export { gather, indexAdd, indexSelect, oneHot, scatter, scatterAdd } from "./ops/indexing.ts";
export type { TensorForEach } from "./ops/join.ts";
export { chunk, concat, split, stack, unbind } from "./ops/join.ts";
export type {
  EighDecomposition,
  QrDecomposition,
  QrOptions,
  SingularDecomposition,
} from "./ops/linalg-decompose.ts";
export { eigh, qr, svd } from "./ops/linalg-decompose.ts";
export type { SignedLogDeterminant } from "./ops/linalg-determinant.ts";
export { det, slogdet } from "./ops/linalg-determinant.ts";
export type { MatrixNorm, RankOptions } from "./ops/linalg-functions.ts";
export {
  conditionNumber,
  lstsq,
  matrixExp,
  matrixNorm,
  matrixPower,
  matrixRank,
  pinv,
} from "./ops/linalg-functions.ts";
export type { TriangularSolveOptions } from "./ops/linalg-solve.ts";
export { cholesky, inv, solve, triangularSolve } from "./ops/linalg-solve.ts";
export { cbrt, exp2, log2, log10, logaddexp, logit, rsqrt, xlogy } from "./ops/logarithms.ts";
export {
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  isFinite,
  isInf,
  leftShift,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  rightShift,
} from "./ops/logical.ts";
export type { LinearOptions } from "./ops/matmul.ts";
export { linear, matmul } from "./ops/matmul.ts";
export {
  contiguous,
  expand,
  flatten,
  narrow,
  permute,
  reshape,
  select,
  slice,
  squeeze,
  transpose,
  unsqueeze,
} from "./ops/movement.ts";
export type { NormOptions } from "./ops/norm.ts";
export { norm, prod } from "./ops/norm.ts";
export type {
  BatchNormOptions,
  BatchNormResult,
  NormalizeOptions,
  RmsNormOptions,
} from "./ops/normalize.ts";
export { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from "./ops/normalize.ts";
export type { PadMode, PadOptions } from "./ops/padding.ts";
export { pad } from "./ops/padding.ts";
export { pixelShuffle, pixelUnshuffle } from "./ops/pixel-shuffle.ts";
export type { AvgPoolOptions, LpPoolOptions, MaxPoolOptions } from "./ops/pool.ts";
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
} from "./ops/pool.ts";
export { cross, dot, kron, outer, tensordot, vecdot } from "./ops/products.ts";
export type { ClampOptions, NanToNumOptions } from "./ops/range.ts";
export { clamp, copysign, lerp, nanToNum } from "./ops/range.ts";
export type {
  LstmOptions,
  LstmResult,
  RecurrentOptions,
  RecurrentResult,
  RecurrentWeights,
  RnnOptions,
} from "./ops/recurrent.ts";
export { gru, lstm, rnn } from "./ops/recurrent.ts";
export type { Dims, ReduceOptions, VarianceOptions } from "./ops/reduce.ts";
export { argMax, argMin, logSumExp, max, mean, min, std, sum, variance } from "./ops/reduce.ts";
export { flip, movedim, roll } from "./ops/reorder.ts";
export type { MeshgridOptions } from "./ops/repeat.ts";
export { meshgrid, repeat, repeatInterleave, tile } from "./ops/repeat.ts";
export type { InterpolateMode, InterpolateOptions } from "./ops/resize.ts";
export { interpolate } from "./ops/resize.ts";
export {
  adagradRowUpdate,
  adamRowUpdate,
  addRowGradients,
  sgdRowUpdate,
} from "./ops/row-gradient.ts";
export type { Picked, ScanOptions } from "./ops/scan.ts";
export { cummax, cummin, cumprod, cumsum, logcumsumexp } from "./ops/scan.ts";
export type { ScatterReduceOptions, ScatterReduction } from "./ops/scatter-reduce.ts";
export { indexReduce, scatterReduce } from "./ops/scatter-reduce.ts";
export type { SearchOptions } from "./ops/search.ts";
export { bucketize, searchSorted } from "./ops/search.ts";
export { maskedFill, maskedSelect, nonzero, take } from "./ops/selection.ts";
export type { Interpolation, QuantileOptions, SortOptions, TopKOptions } from "./ops/sort.ts";
export { argSort, median, nanmedian, quantile, sort, topK } from "./ops/sort.ts";
export type { GeluOptions } from "./ops/special.ts";
export { digamma, erfc, erfinv, gelu, lgamma, ndtr, polygamma } from "./ops/special.ts";
export type { CovOptions, DiffOptions, TrapezoidOptions } from "./ops/statistics.ts";
export { corrcoef, cov, diff, trapezoid } from "./ops/statistics.ts";
export { sumTo } from "./ops/sum-to.ts";
export { diag, diagonal, trace, tril, triu } from "./ops/triangles.ts";
export {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cosh,
  hypot,
  sinc,
  sinh,
  tan,
} from "./ops/trigonometry.ts";
export * from "./ops/unary.ts";
export type { Unique, UniqueOptions } from "./ops/unique.ts";
export { unique, uniqueConsecutive } from "./ops/unique.ts";
export { adagradUpdate, adamUpdate, assign, sgdUpdate } from "./ops/update.ts";
export { unfold } from "./ops/windows.ts";
export type { FormatOptions } from "./print.ts";
export { format } from "./print.ts";
export type {
  DrawOptions,
  NormalOptions,
  RandomOptions,
  RreluOptions,
  TruncatedNormalOptions,
  UniformOptions,
} from "./random.ts";
export {
  alphaDropout,
  bernoulli,
  dropout,
  normal,
  permutation,
  rrelu,
  truncatedNormal,
  uniform,
} from "./random.ts";
export type { Operand } from "./run.ts";
export { keep, scope } from "./scope.ts";
export type { Shape } from "./shape.ts";
export type { MemoryReport, Storage, Tally } from "./storage.ts";
export { collecting, memory } from "./storage.ts";
export type { NestedArray } from "./tensor.ts";
export { isTensor, isWhole, Tensor } from "./tensor.ts";
