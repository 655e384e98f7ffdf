import Architectures
import Datasets
import NeuralNetwork

extension TrainingSettings {
  /// A value that no run can have.
  struct Problem: Equatable {
    var place: String
    var expected: String
    var found: String
  }

  /// Whether there are a smallest and a largest share of a picture's area.
  package static func isSound(cropScale: [Double]) -> Bool {
    cropScale.count == 2 && cropScale[0] > 0 && cropScale[0] <= cropScale[1] && cropScale[1] <= 1
  }

  /// The first value out of range, for settings that come from a file; nil if all are sound.
  var problem: Problem? {
    if Architecture.named(architecture) == nil {
      return Problem(
        place: "architecture", expected: "a network that 'misclass networks' lists",
        found: "'\(architecture)'")
    }
    if let normalization, !normalization.isSound {
      return Problem(
        place: "normalization",
        expected: "a finite mean and a deviation above zero for each of 3 channels",
        found: "mean \(normalization.mean), deviation \(normalization.deviation)")
    }
    let wholeNumbers: [(place: String, value: Int, range: ClosedRange<Int>)] = [
      ("epochs", epochs, 1...100_000), ("batchSize", batchSize, 1...4096),
      ("microBatch", microBatch ?? 1, 1...4096),
      ("cropPadding", cropPadding ?? 1, 1...4096), ("cutout", cutout, 0...4096),
      ("lookahead.interval", lookahead?.interval ?? 1, 1...1_000_000),
      ("validation", validation, 0...Int.max),
      ("limit", limit ?? 1, 1...Int.max), ("testLimit", testLimit ?? 1, 1...Int.max),
      ("evaluationInterval", evaluationInterval, 1...100_000),
      ("alignment.images", alignment?.images ?? 1, 1...Int.max),
    ]
    for (place, value, range) in wholeNumbers where !range.contains(value) {
      let expected =
        range.upperBound == .max
        ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      return Problem(place: place, expected: "a whole number, \(expected)", found: "\(value)")
    }
    let least = Double.leastNonzeroMagnitude
    let numbers: [(place: String, value: Double, range: ClosedRange<Double>)] = [
      ("learningRate", learningRate, least...Double.greatestFiniteMagnitude),
      ("inputDropout", inputDropout, 0...0.99), ("labelSmoothing", labelSmoothing, 0...0.99),
      ("subset.share", subset?.share ?? 0, 0...1),
      ("averageDecay", averageDecay ?? 0, 0...0.999_999),
      ("lookahead.decay", lookahead?.decay ?? 0, 0...1),
      ("optimizer.shiftRate", Double(optimizer.shiftRate ?? 1), 1e-6...1e6),
      ("optimizer.momentum", Double(optimizer.momentum), 0...1),
      ("optimizer.weightDecay", Double(optimizer.weightDecay), 0...1),
      ("optimizer.clipNorm", optimizer.clipNorm ?? 1, least...Double.greatestFiniteMagnitude),
      ("schedule.factor", schedule.factor, 0...1),
      ("schedule.every", schedule.every, least...Double.greatestFiniteMagnitude),
      ("schedule.warmup", schedule.warmup, 0...1e6),
    ]
    for (place, value, range) in numbers where !range.contains(value) {
      let expected =
        range.lowerBound == least ? "above zero" : "\(range.lowerBound) to \(range.upperBound)"
      return Problem(place: place, expected: "a number, \(expected)", found: "\(value)")
    }
    if let cropScale, !Self.isSound(cropScale: cropScale) {
      return Problem(
        place: "cropScale", expected: "two shares above 0 and up to 1, the smaller first",
        found: "\(cropScale)")
    }
    if let jitter, JitterRanges(jitter) == nil {
      return Problem(
        place: "jitter", expected: "three numbers from 0 to 100 and one from 0 to 0.5",
        found: "\(jitter)")
    }
    guard schedule.hasRisingMilestones else {
      return Problem(
        place: "schedule.milestones", expected: "epochs above zero, each later than the one before",
        found: "\(schedule.milestones)")
    }
    guard schedule.hasSoundCycle else {
      return Problem(
        place: "schedule.cycle", expected: "three numbers from 0 to 1, the second between them",
        found: "\(schedule.cycle ?? [])")
    }
    if let until = trained.until?.first(where: { $0.value < 1 }) {
      return Problem(
        place: "trained.until.\(until.key)", expected: "a whole number of epochs, at least 1",
        found: "\(until.value)")
    }
    return nil
  }
}
