import Statistics

/// What several models' errors would have been on other images like these: the images are drawn
/// anew, each with the answers of all models, so that what the models have in common stays.
package struct ErrorBootstrap: Encodable, Sendable {
  package let resamples: Int
  package let seed: UInt64
  /// 95 % of the resamples' error rates, for each model.
  package let errorRates: [ClosedRange<Double>]
  /// In which share of the resamples each model has the fewest errors; ties share.
  package let shareBest: [Double]
  /// Of the hypothesis that all models' errors fall on the classes alike.
  package let mixP: Stated<Double>
  /// The mean of X² under that hypothesis; the degrees of freedom, if each model saw other images.
  package let meanMixStatistic: Double?

  /// - Precondition: at least one image and one resample.
  /// - Throws: what the loop stops with.
  init<Failure>(
    _ answers: JointErrors, images: Int, resamples: Int, seed: UInt64, by loop: PieceLoop<Failure>
  ) throws(Failure) {
    self.resamples = resamples
    self.seed = seed
    let models = answers.modelCount
    let table = answers.classes.map { $0.wrongByModel.map(Double.init) }
    let mix = MixResiduals(table)
    let bootstrap = Bootstrap(things: images, resamples: resamples, seed: seed)
    let drawn = try bootstrap.map(by: loop) { times in
      let table = Self.table(answers, times, classes: table.count)
      return Resample(
        errors: (0..<models).map { model in table.reduce(0) { $0 + $1[model] } },
        mixStatistic: mix?.statistic(of: table))
    }
    errorRates = (0..<models).map { model in
      let rates = drawn.map { $0.errors[model] / Double(images) }
      // Values are there, as there is a resample.
      return (try? PercentileInterval.of(rates)) ?? 0...0
    }
    shareBest = Self.shareBest(drawn, models: models)
    let statistics = drawn.compactMap(\.mixStatistic)
    meanMixStatistic = mix == nil ? nil : statistics.reduce(0, +) / Double(resamples)
    mixP = Stated { () throws(NotDefined) in
      guard let observed = mix?.statistic else {
        throw NotDefined("errors in fewer than two classes or of fewer than two models")
      }
      let asFar = statistics.count { $0 >= observed }
      return Double(asFar + 1) / Double(resamples + 1)
    }
  }

  private struct Resample {
    /// Of each model, on all images drawn.
    let errors: [Double]
    let mixStatistic: Double?
  }

  private static func shareBest(_ drawn: [Resample], models: Int) -> [Double] {
    var best = [Double](repeating: 0, count: models)
    for resample in drawn {
      let least = resample.errors.min()
      let fewest = resample.errors.indices.filter { resample.errors[$0] == least }
      for model in fewest { best[model] += 1 / Double(fewest.count) }
    }
    return best.map { $0 / Double(drawn.count) }
  }

  private static func table(
    _ answers: JointErrors, _ times: [Int32], classes: Int
  ) -> [[Double]] {
    let models = answers.modelCount
    var counts = [Int](repeating: 0, count: classes * models)
    counts.withUnsafeMutableBufferPointer { counts in
      for image in answers.erroneous {
        let times = Int(times[image.row])
        if times == 0 { continue }
        for model in image.models { counts[image.label * models + model] += times }
      }
    }
    return (0..<classes).map { label in
      counts[label * models..<(label + 1) * models].map(Double.init)
    }
  }
}

/// How far a table of errors by class and model is from equal mixes, measured from where the
/// observed table is.
///
/// Resamples scatter around what was observed, not around the hypothesis. Their departures from
/// the observed residuals O - E scatter as the residuals would around 0, if the hypothesis held
/// (P. Hall & S. R. Wilson 1991, first guideline).
struct MixResiduals {
  private let expected: [[Double]]
  private let residuals: [[Double]]

  /// Nil where fewer than two classes or two models have errors.
  init?(_ table: [[Double]]) {
    let expected = Self.expected(table)
    let columns = table.first?.indices ?? 0..<0
    guard table.count(where: { $0.contains { $0 > 0 } }) > 1,
      columns.count(where: { column in table.contains { $0[column] > 0 } }) > 1
    else { return nil }
    self.expected = expected
    residuals = Self.difference(table, expected)
  }

  /// Pearson's X² of the observed table.
  var statistic: Double { Self.sum(residuals, over: expected) }

  /// Σ ((O* - E*) - (O - E))² / E of another table.
  func statistic(of table: [[Double]]) -> Double {
    let own = Self.difference(table, Self.expected(table))
    return Self.sum(Self.difference(own, residuals), over: expected)
  }

  private static func expected(_ table: [[Double]]) -> [[Double]] {
    let rows = table.map { $0.reduce(0, +) }
    let columns = (table.first ?? []).indices.map { column in table.reduce(0) { $0 + $1[column] } }
    let total = max(rows.reduce(0, +), 1)
    return rows.map { row in columns.map { row * $0 / total } }
  }

  private static func difference(_ first: [[Double]], _ second: [[Double]]) -> [[Double]] {
    zip(first, second).map { zip($0, $1).map(-) }
  }

  private static func sum(_ residuals: [[Double]], over expected: [[Double]]) -> Double {
    var sum = 0.0
    for (residuals, expected) in zip(residuals, expected) {
      for (residual, expected) in zip(residuals, expected) where expected > 0 {
        sum += residual * residual / expected
      }
    }
    return sum
  }
}
