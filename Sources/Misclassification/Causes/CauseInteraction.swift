package import Statistics

/// Whether interference and morphology interact in a model: its errors on images that exist without
/// either cause, with each, and with both.
package struct CauseInteraction: Sendable, Encodable {
  /// The four images of one origin, by their places: without a cause, with interference, with
  /// morphology, and with both.
  package struct Four: Sendable, Equatable {
    package var places: [Int]

    /// - Precondition: four places.
    package init(_ places: [Int]) {
      precondition(places.count == 4)
      self.places = places
    }
  }

  package let model: String
  /// Of the second half; first is interference, second is morphology.
  package let errors: Stated<FactorialInteraction>

  /// - Parameters:
  ///   - fours: places among `labels`.
  ///   - loop: what works on the resamples.
  /// - Throws: what the loop stops with.
  package init<Failure>(
    model: String, _ fours: [Four], labels: [Int], predicted: [Int], seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    precondition(labels.count == predicted.count)
    self.model = model
    let outcomes = fours.enumerated().filter { DataHalf(of: $0.offset) == .second }.map { four in
      let isWrong = four.element.places.map { predicted[$0] != labels[$0] }
      return FactorialInteraction.Outcomes(
        neither: isWrong[0], first: isWrong[1], second: isWrong[2], both: isWrong[3])
    }
    errors = try .stating { try FactorialInteraction(outcomes, seed: seed, by: loop) }
  }
}
