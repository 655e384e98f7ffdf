package import Statistics

/// Which kinds of mistakes, true class > predicted class, hold more interference than the others.
///
/// The kinds are those with enough mistakes in the first half of the data, and those that are asked
/// for; their effects are those of the second half.
package struct EdgeInterference: Sendable, Encodable {
  package struct Edge: Sendable, Encodable {
    package let label: Int
    package let predicted: Int
    /// In the second half.
    package let mistakes: Int
    /// Mean probability of interference over them.
    package let mean: Double
    /// Less that of all other mistakes.
    package let difference: Double
    /// 95 %, by Welch's test; nil where that is not defined, and for fewer than five mistakes,
    /// whose deviation says too little.
    package let interval: ClosedRange<Double>?
    /// That of the permutation test.
    package let pValue: Double
    /// Adjusted over the kinds by Holm's method.
    package let holmP: Double
  }

  package let model: String
  /// Mistakes of the second half.
  package let mistakes: Int
  /// Most interference first.
  package let edges: [Edge]

  /// Mistakes in the first half that make a kind worth a test, and in the second an interval.
  private static let enough = 5

  /// - Parameters:
  ///   - asked: tested wherever the second half has at least two of their mistakes.
  ///   - loop: what works on the permutations.
  /// - Throws: what the loop stops with.
  package init<Failure>(
    _ told: ToldMistakes, asked: [ErrorGroup.Edge] = [], divisions: Int = 9999, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    let halves = Dictionary(grouping: told.mistakes) { DataHalf(of: $0.image) }
    let counts = (halves[.first] ?? []).reduce(into: [ErrorGroup.Edge: Int]()) {
      $0[$1.edge, default: 0] += 1
    }
    let second = halves[.second] ?? []
    let chosen = Set(counts.filter { $0.value >= Self.enough }.keys).union(asked)
    var found: [(edge: ErrorGroup.Edge, own: Sample, others: Sample, test: PermutationTest)] = []
    for edge in chosen.sorted(by: { ($0.label, $0.predicted) < ($1.label, $1.predicted) }) {
      let own = Sample("own", second.filter { $0.edge == edge }.map(\.interference))
      let others = Sample("others", second.filter { $0.edge != edge }.map(\.interference))
      guard own.count > 1, others.count > 1 else { continue }
      do {
        let test = try PermutationTest(own, others, divisions: divisions, seed: seed, by: loop)
        found.append((edge, own, others, test))
      } catch is NotDefined {
        continue
      }
    }
    let adjusted = MultipleTests.holm(found.map(\.test.pValue))
    model = told.model
    mistakes = second.count
    edges = zip(found, adjusted).map { found, holm in
      Edge(
        label: found.edge.label, predicted: found.edge.predicted, mistakes: found.own.count,
        mean: found.own.mean ?? 0, difference: found.test.difference,
        interval: found.own.count < Self.enough
          ? nil : try? TTest(found.own, found.others, form: .welch).interval(),
        pValue: found.test.pValue, holmP: holm)
    }.sorted {
      ($1.difference, $0.label, $0.predicted) < ($0.difference, $1.label, $1.predicted)
    }
  }

  package subscript(edge: ErrorGroup.Edge) -> Edge? {
    edges.first { $0.label == edge.label && $0.predicted == edge.predicted }
  }
}
