package import Images
package import Statistics

/// What views, and which of them, do for images that a correction was not fitted to.
package struct CorrectionStudy: Sendable {
  /// One way to combine views.
  package struct Arm: Sendable {
    package let name: String
    package let views: Int
    package let outcome: CorrectionOutcome
  }

  /// Without the cause-directed views against with them, on the images tested.
  package struct CauseQuestion: Sendable {
    package let onlyWithRight: Int
    package let onlyWithoutRight: Int

    package var test: McNemarTest {
      McNemarTest(onlyFirst: onlyWithRight, onlySecond: onlyWithoutRight)
    }
  }

  /// Of right answers that the careful form may break, where none is asked for.
  private static let carefulShare = 0.005

  /// The correction itself first.
  package let arms: [Arm]
  /// Nil where no view is cause-directed, or all are.
  package let causeQuestion: CauseQuestion?

  /// - Parameters:
  ///   - fit: the correction, fitted to `fitted`.
  ///   - fitted: scores and labels of the images fitted.
  ///   - tested: of others.
  package init(
    _ fit: CorrectionFit, fitted: (scores: ViewScores, labels: [Int]),
    tested: (scores: ViewScores, labels: [Int]), options: CorrectionFit.Options,
    workers: Workers
  ) throws {
    let before = tested.scores.predictedAsItIs
    func arm(_ name: String, _ scores: ViewScores, _ correction: Correction) -> Arm {
      Arm(
        name: name, views: correction.views.count,
        outcome: CorrectionOutcome(
          labels: tested.labels, before: before, after: scores.predicted(by: correction)))
    }
    let views = tested.scores.views
    var plain = options
    plain.brokenShare = nil
    // Families are compared at one penalty, as the question is what the views know.
    plain.penalty = fit.penalty
    func refitted(_ name: String, _ places: [Int], hasOffsets: Bool? = nil) throws -> (Arm, [Int]) {
      var options = plain
      options.hasOffsets = hasOffsets ?? plain.hasOffsets
      let correction = try CorrectionFit(
        fitted.scores.selecting(views: places), labels: fitted.labels, options: options,
        workers: workers
      ).correction
      let scores = tested.scores.selecting(views: places)
      return (arm(name, scores, correction), scores.predicted(by: correction))
    }
    var arms = [arm("correction", tested.scores, fit.correction)]
    let asItIs = views.indices.filter { views[$0] == .asItIs }
    let mirrored = views.indices.filter { views[$0].steps == [.mirror] }
    if let first = asItIs.first, let second = mirrored.first {
      let pair = tested.scores.selecting(views: [first, second])
      arms.append(arm("mean with the mirrored image", pair, Correction(meanOf: pair.views)))
    }
    arms.append(arm("mean of all views", tested.scores, Correction(meanOf: views)))
    if tested.scores.classCount <= CorrectionFit.mostOffsets {
      arms.append(try refitted("class offsets alone", asItIs, hasOffsets: true).0)
    }
    let all = try refitted("a weight for each view", Array(views.indices))
    arms.append(all.0)
    if options.brokenShare == nil {
      var careful = plain
      careful.brokenShare = Self.carefulShare
      let correction = try CorrectionFit(
        fitted.scores, labels: fitted.labels, options: careful, workers: workers
      ).correction
      arms.append(arm("careful, at most 0.5 % broken", tested.scores, correction))
    }
    var question: CauseQuestion?
    for family in ViewFamily.allCases where family != .asItIs {
      let others = views.indices.filter { views[$0].family != family }
      let own = views.indices.filter { views[$0].family == family || views[$0] == .asItIs }
      guard others.count < views.count else { continue }
      let without = try refitted("  without \(family.rawValue)", others)
      arms.append(without.0)
      arms.append(try refitted("  \(family.rawValue) alone", own).0)
      if family == .cause { question = CauseQuestion(all.1, without.1, tested.labels) }
    }
    self.arms = arms
    causeQuestion = question
  }
}

extension CorrectionStudy.CauseQuestion {
  fileprivate init(_ with: [Int], _ without: [Int], _ labels: [Int]) {
    onlyWithRight = labels.indices.count { with[$0] == labels[$0] && without[$0] != labels[$0] }
    onlyWithoutRight = labels.indices.count {
      with[$0] != labels[$0] && without[$0] == labels[$0]
    }
  }
}
