import Foundation
import KernelInterface
import NeuralNetwork

/// Every operator that is understood, and how.
enum OperatorTable {
  static let all: [String: Operator] = layers.merging(elementwise) { one, _ in one }
    .merging(shapes) { one, _ in one }.merging(numbers) { one, _ in one }

  private static let layers: [String: Operator] = [
    "Conv": Operator(translate: Layers.convolution),
    "Gemm": Operator(from: 7, fold: Folding.gemm, translate: Layers.gemm),
    "MatMul": Operator(fold: Folding.matMul, translate: Layers.matMul),
    "BatchNormalization": Operator(
      fold: Folding.batchNormalization, translate: Layers.batchNormalization),
    "MaxPool": Operator(translate: Pooling.maximum),
    "AveragePool": Operator(translate: Pooling.average),
    "GlobalAveragePool": Operator(translate: Pooling.global(isMaximum: false)),
    "GlobalMaxPool": Operator(translate: Pooling.global(isMaximum: true)),
    "ReduceMean": Operator(
      fold: Folding.reduction { $0.reduce(0, +) / Double($0.count) },
      translate: Pooling.reduction(.mean)),
    "ReduceSum": Operator(
      fold: Folding.reduction { $0.reduce(0, +) }, translate: Pooling.reduction(.sum)),
    "ReduceMax": Operator(
      fold: Folding.reduction { $0.max() ?? 0 }, translate: Pooling.reduction(.maximum)),
    "ReduceMin": Operator(fold: Folding.reduction { $0.min() ?? 0 }),
    "ReduceProd": Operator(fold: Folding.reduction { $0.reduce(1, *) }),
    "ReduceL2": Operator(
      fold: Folding.reduction { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() },
      translate: Normalizations.euclidean),
    "ReduceSumSquare": Operator(
      fold: Folding.reduction { $0.reduce(0) { $0 + $1 * $1 } },
      translate: Normalizations.squares),
    "ReduceL1": Operator(
      fold: Folding.reduction { $0.reduce(0) { $0 + abs($1) } },
      translate: Normalizations.magnitudes),
    "LayerNormalization": Operator(from: 17, translate: Normalizations.layer),
    "InstanceNormalization": Operator(translate: Normalizations.instance),
    "GroupNormalization": Operator(from: 21, translate: Normalizations.group),
    "LRN": Operator(translate: Normalizations.localResponse),
    "Softmax": Operator(translate: Endings.softmax),
    "LogSoftmax": Operator(translate: Endings.logSoftmax),
  ]

  private static let elementwise: [String: Operator] = [
    "Relu": Operator(
      fold: Folding.unary({ max($0, 0) }, integers: { max($0, 0) }),
      translate: Elementwise.unary { _, translation, value in
        try translation.builder.relu(value)
      }),
    "Clip": Operator(from: 6, fold: Folding.clip, translate: Elementwise.clip),
    "Sigmoid": Operator(fold: Folding.unary { 1 / (1 + exp(-$0)) }, translate: Elementwise.sigmoid),
    "HardSigmoid": Operator(translate: Elementwise.hardSigmoid),
    "HardSwish": Operator(from: 14, translate: curve(.hardSwish)),
    "Tanh": Operator(fold: Folding.unary { tanh($0) }, translate: curve(.tanh)),
    "Erf": Operator(fold: Folding.unary { erf($0) }, translate: curve(.errorFunction)),
    "Exp": Operator(fold: Folding.unary { exp($0) }, translate: curve(.exponential)),
    "Log": Operator(fold: Folding.unary { log($0) }, translate: curve(.logarithm)),
    "Sqrt": Operator(fold: Folding.unary { $0.squareRoot() }, translate: curve(.squareRoot)),
    "Reciprocal": Operator(fold: Folding.unary { 1 / $0 }, translate: curve(.reciprocal)),
    "Softplus": Operator(fold: Folding.unary { log1p(exp($0)) }, translate: curve(.softplus)),
    "Abs": Operator(
      fold: Folding.unary({ abs($0) }, integers: { $0 == .min ? nil : abs($0) }),
      translate: curve(.magnitude)),
    "Neg": Operator(
      fold: Folding.unary({ -$0 }, integers: { $0 == .min ? nil : -$0 }),
      translate: Elementwise.negative),
    "LeakyRelu": Operator(translate: Elementwise.leakyReLU),
    "Elu": Operator(translate: Elementwise.elu),
    "Selu": Operator(translate: Elementwise.selu),
    "Gelu": Operator(from: 20, translate: Elementwise.gelu),
    "Mish": Operator(from: 18, translate: Elementwise.mish),
    "PRelu": Operator(from: 7, translate: Elementwise.parametricReLU),
    "Add": Operator(
      from: 7,
      fold: Folding.binary({ $0 + $1 }, integers: Checked.sum, sizes: Folding.sum),
      translate: Elementwise.arithmetic(.sum)),
    "Sub": Operator(
      from: 7,
      fold: Folding.binary({ $0 - $1 }, integers: Checked.difference),
      translate: Elementwise.arithmetic(.difference)),
    "Mul": Operator(
      from: 7,
      fold: Folding.binary({ $0 * $1 }, integers: Checked.product, sizes: Folding.product),
      translate: Elementwise.arithmetic(.product)),
    "Div": Operator(
      from: 7,
      fold: Folding.binary({ $0 / $1 }, integers: Checked.quotient, sizes: Folding.quotient),
      translate: Elementwise.arithmetic(.quotient)),
    "Pow": Operator(from: 7, fold: Folding.power, translate: Elementwise.power),
    "Sum": Operator(
      fold: Folding.binary({ $0 + $1 }, integers: Checked.sum),
      translate: Elementwise.arithmetic(.sum)),
    "Max": Operator(
      fold: Folding.binary({ $0.isNaN || $0 > $1 ? $0 : $1 }, integers: { max($0, $1) }),
      translate: Elementwise.arithmetic(.maximum)),
    "Min": Operator(
      fold: Folding.binary({ $0.isNaN || $0 < $1 ? $0 : $1 }, integers: { min($0, $1) }),
      translate: Elementwise.arithmetic(.minimum)),
  ]

  private static let shapes: [String: Operator] = [
    "Identity": Operator(
      fold: Folding.identity, translate: Shapes.identity, mayFollowEnding: true),
    "Dropout": Operator(translate: Shapes.dropout, mayFollowEnding: true),
    "Cast": Operator(from: 6, fold: Folding.cast, translate: Shapes.cast, mayFollowEnding: true),
    "CastLike": Operator(
      fold: Folding.castLike, translate: Shapes.cast, mayFollowEnding: true),
    "Shape": Operator(fold: Folding.shape, translate: Shapes.shape, mayFollowEnding: true),
    "Reshape": Operator(
      fold: Folding.reshape, translate: Shapes.reshape, mayFollowEnding: true),
    "Flatten": Operator(
      fold: Folding.flatten, translate: Shapes.flatten, mayFollowEnding: true),
    "Squeeze": Operator(
      fold: Folding.squeeze, translate: Shapes.squeeze, mayFollowEnding: true),
    "Unsqueeze": Operator(
      fold: Folding.unsqueeze, translate: Shapes.unsqueeze, mayFollowEnding: true),
    "Transpose": Operator(fold: Folding.transpose, translate: Shapes.transpose),
    "Slice": Operator(fold: Folding.slice, translate: Parts.slice),
    "Split": Operator(from: 2, fold: Folding.split, translate: Parts.split),
    "Pad": Operator(translate: Parts.pad),
    "Resize": Operator(from: 10, translate: Resampling.resize),
    "Upsample": Operator(from: 7, translate: Resampling.resize),
    "Concat": Operator(fold: Folding.concatenation, translate: Shapes.concatenation),
  ]

  /// What is computed only of numbers that are known beforehand.
  private static let numbers: [String: Operator] = [
    "Constant": Operator(fold: Folding.constant),
    "ConstantOfShape": Operator(fold: Folding.constantOfShape),
    "Size": Operator(fold: Folding.size),
    "Gather": Operator(fold: Folding.gather),
    "Expand": Operator(fold: Folding.expand),
    "Tile": Operator(from: 6, fold: Folding.tile),
    "Range": Operator(fold: Folding.range),
    "Where": Operator(fold: Folding.choice),
    "Floor": Operator(fold: Folding.unary { $0.rounded(.down) }),
    "Ceil": Operator(fold: Folding.unary { $0.rounded(.up) }),
    "Round": Operator(fold: Folding.unary { $0.rounded(.toNearestOrEven) }),
    "Sign": Operator(
      fold: Folding.unary({ $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, integers: { $0.signum() })),
    "Sin": Operator(fold: Folding.unary { sin($0) }),
    "Cos": Operator(fold: Folding.unary { cos($0) }),
    "Mod": Operator(fold: Folding.modulus),
    "Equal": Operator(from: 7, fold: Folding.comparison { $0 == $1 }),
    "Less": Operator(from: 7, fold: Folding.comparison { $0 < $1 }),
    "LessOrEqual": Operator(fold: Folding.comparison { $0 <= $1 }),
    "Greater": Operator(from: 7, fold: Folding.comparison { $0 > $1 }),
    "GreaterOrEqual": Operator(fold: Folding.comparison { $0 >= $1 }),
    "And": Operator(from: 7, fold: Folding.comparison { $0 != 0 && $1 != 0 }),
    "Or": Operator(from: 7, fold: Folding.comparison { $0 != 0 || $1 != 0 }),
    "Xor": Operator(from: 7, fold: Folding.comparison { ($0 != 0) != ($1 != 0) }),
    "Not": Operator(fold: Folding.unary({ $0 }, integers: { 1 - $0 })),
  ]

  private static func curve(_ curve: Curve) -> Translate {
    Elementwise.unary { _, translation, value in try translation.builder.curve(curve, value) }
  }

  /// Why an operator is not computed, and what is.
  static func refusal(of name: String) -> String {
    let translated = all.filter { $0.value.translate != nil }.keys.sorted()
    return "is not computed here; supported are " + translated.joined(separator: ", ")
  }
}
