/// What matrix products round their operands to; sums are of `Float` in any case.
package enum Precision: String, CaseIterable, Codable, Sendable {
  case float32
  /// 8 bits of significand: twice as many products in the same time.
  case bf16
}

/// A precision was asked for that this machine lacks.
package struct PrecisionError: Error, CustomStringConvertible {
  package let precision: Precision
  package let instructionSet: String

  package var description: String {
    "precision '\(precision.rawValue)' is not available here: it takes Linux, a processor with "
      + "AVX512_BF16 and instruction set 'avx512' (found '\(instructionSet)')"
  }
}
