package import Images
package import KernelInterface

/// What computes: the kernels of one instruction set and the threads that run them.
package struct Compute: Sendable {
  package let kernels: KernelTable
  package let workers: Workers
  /// Bytes of the largest tensor that may still stand in the last cache when it is read: half of
  /// such a cache.
  package var mostCachedBytes = 16 << 20

  /// The name of the instruction set.
  package var instructionSet: String { kernels.name }

  package init(kernels: KernelTable, workers: Workers) {
    self.kernels = kernels
    self.workers = workers
  }

  /// The widest instruction set that is available, or the one that is named.
  ///
  /// - Parameter name: `baseline`, `avx2`, `avx512`, or nil for the widest.
  /// - Throws: `InstructionSetError` for a name that is unknown or that this machine cannot run.
  package init(instructionSet name: String?, threads: Int) throws(InstructionSetError) {
    let available = InstructionSet.available
    var chosen = available[available.count - 1]
    if let name {
      guard let named = InstructionSet(rawValue: name), available.contains(named) else {
        throw InstructionSetError(name: name, available: available.map(\.rawValue))
      }
      chosen = named
    }
    self.init(kernels: chosen.kernels, workers: Workers(threads: threads))
  }
}

/// An instruction set was asked for that does not exist or that this machine lacks.
package struct InstructionSetError: Error, CustomStringConvertible {
  package let name: String
  package let available: [String]

  package var description: String {
    "instruction set '\(name)' (MISCLASS_ISA) is not available here; "
      + "expected one of \(available.joined(separator: ", "))"
  }
}
