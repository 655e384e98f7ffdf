import Compute
import Images
import KernelInterface

/// Gradients of tensors that several steps read (training).
///
/// A step overwrites its tensors' gradients. So the first that goes back through a tensor writes
/// its gradient in place, and each of the others to a region of its own, from where it is added.
struct SharedTensors {
  /// Where in the region each step's tensors go that an earlier one has written, by step.
  private let detours: [[String: Int]]
  private let counts: [String: Int]
  /// Floats of the region, which all steps share.
  let floats: Int

  init(_ fused: [FusedNode], graph: Graph, mode: Mode) {
    var detours = [[String: Int]](repeating: [:], count: fused.count)
    var counts: [String: Int] = [:]
    var floats = 0
    for (index, step) in fused.enumerated().reversed() where mode == .training {
      var end = 0
      for tensor in graph.parameters(of: step.main) where tensor.isLearned && !tensor.isFrozen {
        guard counts.updateValue(tensor.count, forKey: tensor.name) != nil else { continue }
        detours[index][tensor.name] = end
        end += (tensor.count + 15) / 16 * 16
      }
      floats = max(floats, end)
    }
    self.detours = detours
    self.counts = counts
    self.floats = floats
  }

  func detours(of step: Int) -> [String: Int] { detours[step] }

  /// Adds what a step has written to its region to the gradients.
  func add(_ step: Int, _ run: Run) {
    guard let gradients = run.parameterGradients, let region = run.detour else { return }
    for (name, offset) in detours[step] {
      let target = gradients + run.parameters.offset(of: name)
      run.compute.workers.forEachRun(of: counts[name] ?? 0, length: 16384) { range, _ in
        run.compute.kernels.add(
          AddRows(
            x: region + offset + range.lowerBound, xStride: 0, y: target + range.lowerBound,
            yStride: 0, rows: 1, width: range.count, accumulate: true))
      }
    }
  }
}
