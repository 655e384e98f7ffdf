import Foundation

/// Whether numbers fall into two groups, how large the upper one is, and which are in it.
///
/// A mixture of two normal distributions of one variance, and beside it a single normal
/// distribution. Nothing is estimated by a best value: all parameters of a grid count, each by its
/// prior times the likelihood (Bayes), so that few numbers give careful answers.
package struct TwoGroups: Sendable {
  /// What is known before any number is seen.
  package struct Prior: Sendable {
    /// Logarithm of the odds of two groups against one.
    package let logOdds: Double
    /// Normal distributions of the groups' means.
    package let lower: (mean: Double, deviation: Double)
    package let upper: (mean: Double, deviation: Double)
    /// By which the means differ at least.
    package let leastDistance: Double
    /// Within a group, all as likely.
    package let variances: [Double]
    /// Of the mean, were there one group.
    package let single: (mean: Double, deviation: Double)
    package let singleVariances: [Double]
    /// Numbers beyond count as the ends. They must be far from all means, and not so far that a
    /// density is zero.
    package let range: ClosedRange<Double>

    package init(
      logOdds: Double, lower: (mean: Double, deviation: Double),
      upper: (mean: Double, deviation: Double),
      leastDistance: Double, variances: [Double], single: (mean: Double, deviation: Double),
      singleVariances: [Double], range: ClosedRange<Double>
    ) {
      self.logOdds = logOdds
      (self.lower, self.upper, self.single) = (lower, upper, single)
      self.leastDistance = leastDistance
      (self.variances, self.singleVariances) = (variances, singleVariances)
      self.range = range
    }
  }

  /// Parameters with how likely they are, by the numbers.
  private struct Cell {
    let lower: Double
    let upper: Double
    let share: Double
    let variance: Double
    var weight: Double
  }

  /// Those that are not negligible.
  private let cells: [Cell]
  private let range: ClosedRange<Double>
  /// How likely it is that there are two groups.
  package let certainty: Double
  /// Part of the upper group, 0...1, were there two: its mean, and the central 95 %.
  package let share: Double
  package let shareInterval: ClosedRange<Double>

  private static let shares = (0..<20).map { (Double($0) + 0.5) / 20 }
  /// Of the prior of the share, Beta(1.5, 1.5): neither end is likely.
  private static let shareExponent = 0.5
  private static let lowerMeans = 17
  private static let upperMeans = 21
  /// Grids of means reach so many deviations to both sides.
  private static let reach = 2.5
  private static let negligible = 1e-9

  /// - Parameter values: what is not a number says nothing.
  package init(_ values: [Double], prior: Prior) {
    let values = values.filter { !$0.isNaN }.map {
      min(max($0, prior.range.lowerBound), prior.range.upperBound)
    }
    var (cells, logs) = Self.posterior(values, prior)
    let evidence = Self.logSum(logs)
    let logOdds = prior.logOdds + evidence - Self.singleEvidence(values, prior)
    for place in cells.indices { cells[place].weight = exp(logs[place] - evidence) }
    cells.removeAll { $0.weight < Self.negligible }
    let whole = cells.reduce(0) { $0 + $1.weight }
    for place in cells.indices { cells[place].weight /= whole }
    self.cells = cells
    range = prior.range
    certainty = LogisticRegression.logistic(logOdds)
    share = cells.reduce(0) { $0 + $1.weight * $1.share }
    shareInterval = Self.central(cells)
  }

  /// How likely a number is in the upper group, were there two.
  package func probability(_ value: Double) -> Double {
    let value = min(max(value, range.lowerBound), range.upperBound)
    return cells.reduce(0) { sum, cell in
      let (below, above) = (value - cell.lower, value - cell.upper)
      let logOdds =
        log(cell.share / (1 - cell.share)) + (below * below - above * above) / (2 * cell.variance)
      return sum + cell.weight * LogisticRegression.logistic(logOdds)
    }
  }

  /// All cells of the grid, and the logarithms of prior times likelihood.
  private static func posterior(_ values: [Double], _ prior: Prior) -> ([Cell], [Double]) {
    let lowers = means(prior.lower, lowerMeans)
    let uppers = means(prior.upper, upperMeans)
    var (cells, priors, logs) = ([Cell](), [Double](), [Double]())
    for variance in prior.variances {
      // By value, the density of a group but for what all cells have in common.
      func densities(_ mean: Double) -> [Double] { values.map { density($0 - mean, variance) } }
      let ofUppers = uppers.map(densities)
      for lower in lowers {
        let ofLower = densities(lower)
        for (upper, ofUpper) in zip(uppers, ofUppers)
        where upper - lower >= prior.leastDistance {
          let known = logDensity(lower, prior.lower) + logDensity(upper, prior.upper)
          for share in shares {
            cells.append(
              Cell(lower: lower, upper: upper, share: share, variance: variance, weight: 0))
            priors.append(known + shareExponent * log(share * (1 - share)))
            logs.append(
              zip(ofLower, ofUpper).reduce(-0.5 * log(variance) * Double(values.count)) {
                $0 + log((1 - share) * $1.0 + share * $1.1)
              })
          }
        }
      }
    }
    let whole = logSum(priors)
    return (cells, zip(logs, priors).map { $0 + $1 - whole })
  }

  private static func singleEvidence(_ values: [Double], _ prior: Prior) -> Double {
    var (priors, logs) = ([Double](), [Double]())
    for variance in prior.singleVariances {
      for mean in means(prior.single, 61) {
        priors.append(logDensity(mean, prior.single))
        logs.append(
          values.reduce(-0.5 * log(variance) * Double(values.count)) {
            $0 - ($1 - mean) * ($1 - mean) / (2 * variance)
          })
      }
    }
    return logSum(zip(logs, priors).map { $0 + $1 }) - logSum(priors)
  }

  private static func means(_ about: (mean: Double, deviation: Double), _ count: Int) -> [Double] {
    (0..<count).map {
      about.mean + about.deviation * reach * (2 * Double($0) / Double(count - 1) - 1)
    }
  }

  private static func density(_ distance: Double, _ variance: Double) -> Double {
    exp(-distance * distance / (2 * variance))
  }

  private static func logDensity(_ value: Double, _ about: (mean: Double, deviation: Double))
    -> Double
  {
    let standard = (value - about.mean) / about.deviation
    return -standard * standard / 2
  }

  private static func logSum(_ logs: [Double]) -> Double {
    guard let largest = logs.max() else { return -.infinity }
    return largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
  }

  /// Between the ends of the shares' cells, of each of which 2.5 % lie beyond.
  private static func central(_ cells: [Cell]) -> ClosedRange<Double> {
    let half = 0.5 / Double(shares.count)
    let weights = shares.map { share in
      cells.reduce(0) { $1.share == share ? $0 + $1.weight : $0 }
    }
    func quantile(_ part: Double) -> Double {
      var below = 0.0
      for (share, weight) in zip(shares, weights) {
        if weight > 0, below + weight >= part {
          return share - half + 2 * half * (part - below) / weight
        }
        below += weight
      }
      return 1
    }
    let lower = quantile(0.025)
    return lower...max(lower, quantile(0.975))
  }
}
