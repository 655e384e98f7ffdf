import Architectures
import Interchange
import NeuralNetwork

extension Architecture {
  /// The network whose tensors a file holds, each by name and shape; nil if it is none of them.
  ///
  /// So that a network named wrongly is told in one line, not in its two hundred differences.
  static func fitting(_ file: SafetensorsFile) -> Architecture? {
    let counters = "num_batches_tracked"
    let held = Set(
      file.tensors.filter { !$0.name.hasSuffix(counters) }.map { "\($0.name) \($0.shape)" })
    // Parameters do not depend on the size of the images.
    let input = Shape(32, 32, 3)
    return all.first { architecture in
      guard let small = try? architecture.graph(input: input, classes: 2),
        let graph = try? architecture.graph(
          input: input, classes: Model.classCount(of: file, small))
      else { return false }
      return Set(graph.parameters.map { "\($0.name) \($0.shape)" }) == held
    }
  }
}
