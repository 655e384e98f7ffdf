import Compute

// PyTorch keeps outputs first (OIHW); the kernels here want outputs last (groups x HWIO), so that a
// row of the matrix product's right side is contiguous.

extension ParameterDescription {
  /// Copies a slice of the block into PyTorch's order.
  package func torchLayout(_ slice: UnsafePointer<Float>) -> [Float] {
    var result = [Float](repeating: 0, count: count)
    forEachElement { torch, stored in result[torch] = slice[stored] }
    return result
  }

  /// Copies values in PyTorch's order into a slice of the block.
  package func storeTorchLayout(_ tensor: [Float], into slice: UnsafeMutablePointer<Float>) {
    forEachElement { torch, stored in slice[stored] = tensor[torch] }
  }

  /// Calls `body` with the place of each element in PyTorch's order and in ours.
  private func forEachElement(_ body: (_ torch: Int, _ stored: Int) -> Void) {
    switch kind {
    case .convolutionWeight(let groups) where groups == shape[0] && groups > 1 && shape[1] == 1:
      let taps = shape[2] * shape[3]
      for channel in 0..<groups {
        for tap in 0..<taps { body(channel * taps + tap, tap * groups + channel) }
      }
    case .convolutionWeight(let groups):
      let outputs = shape[0] / groups
      let inputs = shape[1]
      let taps = shape[2] * shape[3]
      // In strips of some outputs, so that both orders are read a line of the cache at a time.
      for group in 0..<groups {
        for first in stride(from: 0, to: outputs, by: 32) {
          for input in 0..<inputs {
            for tap in 0..<taps {
              let stored = ((group * taps + tap) * inputs + input) * outputs
              for output in first..<min(first + 32, outputs) {
                body(((group * outputs + output) * inputs + input) * taps + tap, stored + output)
              }
            }
          }
        }
      }
    case .linearWeight:
      // Likewise.
      for first in stride(from: 0, to: shape[0], by: 32) {
        for input in 0..<shape[1] {
          for output in first..<min(first + 32, shape[0]) {
            body(output * shape[1] + input, input * shape[0] + output)
          }
        }
      }
    default:
      for index in 0..<count { body(index, index) }
    }
  }
}
