package import Images
package import KernelInterface

/// What computes: the kernels of one instruction set and the threads that run them.
package struct Compute: Sendable {
  package private(set) var kernels: KernelTable
  package private(set) var workers: Workers
  package private(set) var precision = Precision.float32
  /// The kernels of the instruction set, whatever the precision.
  private let float32Kernels: KernelTable
  /// Bytes of the largest tensor that may still stand in the last cache when it is read: half of
  /// such a cache.
  package var mostCachedBytes = 16 << 20

  /// The name of the instruction set.
  package var instructionSet: String { kernels.name }

  package init(kernels: KernelTable, workers: Workers) {
    self.kernels = kernels
    self.workers = workers
    float32Kernels = kernels
  }

  /// The same in another precision.
  ///
  /// - Throws: `PrecisionError` where instruction set, processor or system do not have it.
  package func with(_ precision: Precision) throws(PrecisionError) -> Compute {
    let kernels: KernelTable? =
      switch precision {
      case .float32: float32Kernels
      case .bf16: float32Kernels.inBfloat16()
      }
    guard let kernels else {
      throw PrecisionError(precision: precision, instructionSet: instructionSet)
    }
    var compute = self
    compute.kernels = kernels
    compute.precision = precision
    return compute
  }

  /// The same on one thread.
  package var onOneThread: Compute {
    var compute = self
    compute.workers = Workers(threads: 1)
    return compute
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
