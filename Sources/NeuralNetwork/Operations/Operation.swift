package import KernelInterface

/// What one node of a graph computes: attributes only, no arithmetic.
///
/// An operation says all that is known of it: shapes, tensors, cost, words, and the step of a
/// program that does the arithmetic. Nothing else in this part tells operations apart. How one is
/// added is told in <doc:Operations>.
package protocol Operation: Equatable, Sendable {
  /// The operation in a few words, for listings.
  var text: String { get }

  /// Whether PyTorch has a module, and so a name, for it; what is a function call there has none.
  var isModule: Bool { get }

  /// The output's shape.
  ///
  /// - Throws: `NetworkError` for inputs or attributes that make no sense; it names the layer.
  func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape

  /// The tensors that the operation reads, for inputs that `output(of:at:)` accepts.
  func parameters(of inputs: [Shape]) -> [ParameterDescription]

  /// Multiplications with weights for one image, as the formula has them.
  func multiplications(of inputs: [Shape], output: Shape) -> Int

  /// How far from a changed pixel of the input the output may differ.
  var spread: Spread { get }

  /// What the step of the node before it can do in its place, if that is no more than one of these.
  var rider: Rider? { get }

  /// What its own step can do for the nodes that follow.
  func carries(in mode: Mode) -> Carriage

  /// The step that computes it, with what was fused to it.
  func step(_ fused: FusedNode, in compilation: Compilation) -> any Step
}

/// What holds of most operations, so that only the others say something: no tensors, and nothing
/// that fuses with the steps around.
extension Operation {
  package func parameters(of inputs: [Shape]) -> [ParameterDescription] { [] }
  package func multiplications(of inputs: [Shape], output: Shape) -> Int { 0 }
  package var spread: Spread { .anywhere }
  package var rider: Rider? { nil }
  package func carries(in mode: Mode) -> Carriage { [] }
}

/// What a graph is compiled for, as operations choose their steps by it.
///
/// The number of images in a batch is not part of it: scores must not depend on it.
package struct Compilation {
  package let graph: Graph
  package let mode: Mode
  package let kernels: KernelTable
}

/// Work so simple that the step before can take it on, value by value, before it stores its result.
package enum Rider: Equatable, Sendable {
  /// With stored statistics: a factor and a term per channel.
  case batchNorm
  /// The sum with one other value.
  case sum
  /// Values limited to bounds.
  case bounds(Bounds)
  /// A function of each value.
  case curve(Curve)
}

/// The riders that a step takes on, in this order.
package struct Carriage: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let batchNorm = Carriage(rawValue: 1)
  package static let sum = Carriage(rawValue: 2)
  package static let bounds = Carriage(rawValue: 4)
  /// Where there are no bounds.
  package static let curve = Carriage(rawValue: 8)
}

/// How a change of some pixels of an operation's input shows in its output.
package enum Spread {
  /// Anywhere, as far as is known.
  case anywhere
  /// At most `radius` pixels away, in an output of the input's height and width, with zeros around
  /// the image.
  ///
  /// `inner` computes the same from an input that has that many pixels more on each side.
  case within(radius: Int, inner: any Operation)
}
