package import Images
import Statistics

/// A correction fitted to labelled images.
///
/// Weights maximise the penalised likelihood of the labels; the penalty draws all weights to those
/// of the plain mean, and is the one whose fits give the images that they have not seen the best
/// likelihood, by cross-validation. Nothing is drawn at random.
package struct CorrectionFit: Sendable {
  package struct Options: Sendable, Equatable {
    package var hasOffsets = false
    /// The largest share of right answers that may be broken; nil changes all that the sums
    /// would change.
    package var brokenShare: Double?
    /// Nil chooses it by cross-validation.
    package var penalty: Double?

    package init() {}
  }

  package let correction: Correction
  package let penalty: Double
  /// Mean -log of the chance of the right class, of images that the fit has not seen; nil where
  /// nothing was chosen by cross-validation.
  package let validatedLoss: Double?

  package static let folds = 5
  static let fewestImages = 4 * folds
  /// The work grows with the third power of the number of offsets.
  static let mostOffsets = 100
  /// From almost none to the plain mean of the views.
  static let penalties: [Double] = [1, 10, 100, 1000, 10_000, 100_000]

  /// - Parameters:
  ///   - scores: of the images fitted, among their views the image as it is.
  ///   - labels: one for each image.
  /// - Throws: `ExplanationError` with too few images, or images of one class only.
  package init(
    _ scores: ViewScores, labels: [Int], options: Options, workers: Workers
  ) throws {
    precondition(labels.count == scores.count)
    guard Set(labels).count > 1, scores.count >= Self.fewestImages else {
      throw ExplanationError.correctionData(images: labels.count, classes: Set(labels).count)
    }
    guard !options.hasOffsets || scores.classCount <= Self.mostOffsets else {
      throw ExplanationError.setting(
        "class-offsets", expected: "at most \(Self.mostOffsets) classes",
        found: "\(scores.classCount)")
    }
    let problem = Problem(scores: scores, labels: labels, options: options)
    let all = Array(labels.indices)
    if let penalty = options.penalty, options.brokenShare == nil {
      self.penalty = penalty
      validatedLoss = nil
      correction = problem.correction(try problem.fit(problem.table(all), penalty))
      return
    }
    let tried = options.penalty.map { [$0] } ?? Self.penalties
    let folds = workers.map(count: Self.folds) { fold in
      Result { try problem.fits(leavingOut: fold, penalties: tried) }
    }
    let fits = try folds.map { try $0.get() }
    let losses = tried.indices.map { place in
      fits.indices.reduce(0) { sum, fold in
        let table = problem.table(problem.images(of: fold))
        return sum + fits[fold][place].meanLoss(of: table) * Double(table.rows)
      } / Double(labels.count)
    }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    penalty = tried[best]
    validatedLoss = losses[best]
    let whole = try problem.fit(problem.table(all), tried[best], start: fits[0][best])
    let threshold = options.brokenShare.map { share in
      problem.threshold(fits.map { $0[best] }, brokenShare: share)
    }
    correction = problem.correction(whole, threshold: threshold)
  }

  /// What is fitted, and to what.
  private struct Problem {
    let scores: ViewScores
    let labels: [Int]
    let options: Options
    /// Fold of each image: images of a class are dealt out in turn.
    let folds: [Int]

    init(scores: ViewScores, labels: [Int], options: Options) {
      self.scores = scores
      self.labels = labels
      self.options = options
      var seen: [Int: Int] = [:]
      folds = labels.map { label in
        defer { seen[label, default: 0] += 1 }
        return seen[label, default: 0] % CorrectionFit.folds
      }
    }

    func images(of fold: Int) -> [Int] { folds.indices.filter { folds[$0] == fold } }

    func table(_ images: [Int]) -> ScoreTable {
      ScoreTable(
        values: images.flatMap { scores[$0] }, numbers: scores.views.count,
        classes: scores.classCount, outcomes: images.map { labels[$0] })
    }

    func fit(
      _ table: ScoreTable, _ penalty: Double, start: ConditionalLogit? = nil
    ) throws(NotDefined) -> ConditionalLogit {
      try ConditionalLogit(
        table, centre: 1 / Double(scores.views.count), penalty: penalty,
        hasOffsets: options.hasOffsets, start: start)
    }

    func correction(_ fit: ConditionalLogit, threshold: Double? = nil) -> Correction {
      Correction(
        views: scores.views, weights: fit.weights, offsets: fit.offsets, threshold: threshold)
    }

    /// From the largest penalty on, whose fit is the nearest to where the search begins; in the
    /// order of the penalties.
    func fits(
      leavingOut fold: Int, penalties: [Double]
    ) throws(NotDefined) -> [ConditionalLogit] {
      let table = table(folds.indices.filter { folds[$0] != fold })
      var fits: [ConditionalLogit] = []
      for penalty in penalties.reversed() {
        fits.append(try fit(table, penalty, start: fits.last))
      }
      return fits.reversed()
    }

    /// The smallest threshold that breaks at most so many right answers of images that the sums
    /// were not fitted to.
    func threshold(_ fits: [ConditionalLogit], brokenShare: Double) -> Double {
      let asItIs = scores.asItIs ?? 0
      let corrections = fits.map { correction($0) }
      var gainsOfRight: [Double] = []
      var right = 0
      for image in labels.indices {
        let former = scores.row(image, view: asItIs).placeOfLargest
        guard former == labels[image] else { continue }
        right += 1
        let sums = corrections[folds[image]].sums(scores[image])
        let new = sums[...].placeOfLargest
        if new != former { gainsOfRight.append(sums[new] - sums[former]) }
      }
      let allowed = Int(brokenShare * Double(right))
      gainsOfRight.sort(by: >)
      // Only what exceeds the threshold changes.
      return allowed < gainsOfRight.count ? gainsOfRight[allowed] : 0
    }
  }
}
