import Foundation
import Interchange
import Misclassification
import Testing

@Suite struct ConfusionNetworkTests {
  /// NumPy's figures; see Scripts/make-network-goldens.py.
  struct Golden: Decodable {
    struct Network: Decodable {
      var model: String
      var threshold: Double
      /// Left out at threshold 0, where every cell is one.
      var edges: [[Int]]
      var count: Int
      var mutual: Int
      var weighted: [Double]
      var plain: [Int]
      var weightedByRate: [Double]
      var weightedJointly: [Double]
    }

    var models: [String]
    var meanU: [Double]
    var deviationU: [Double]
    var meanV: [[Double]]
    var deviationV: [[Double]]
    var networks: [Network]
  }

  static func published() throws -> (golden: Golden, counts: [String: ConfusionCounts]) {
    let tables = try JSON.read([String: [[Int]]].self, from: Places.publishedCounts)
    return (
      try JSON.read(Golden.self, from: Places.publishedNetworks),
      try tables.mapValues { try ConfusionCounts(table: $0) }
    )
  }

  private func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-14 + 1e-13 * abs($1) }
  }

  @Test func networksAreNumPys() throws {
    let (golden, counts) = try Self.published()
    #expect(golden.networks.count == 12)
    for expected in golden.networks {
      let network = ConfusionNetwork(
        try #require(counts[expected.model]), threshold: expected.threshold)
      #expect(network.edges.count == expected.count)
      #expect(network.edges.count { $0.isMutual } == expected.mutual)
      if expected.threshold > 0 {
        #expect(network.edges.map { [$0.label, $0.predicted] } == expected.edges)
      }
      let degrees = network.inDegrees
      #expect(isNear(degrees.map(\.weighted), expected.weighted))
      #expect(degrees.map(\.plain) == expected.plain)
      #expect(isNear(degrees.map(\.weightedByRate), expected.weightedByRate))
      #expect(isNear(degrees.map(\.weightedJointly), expected.weightedJointly))
    }
  }

  @Test func meansAreNumPys() throws {
    let (golden, counts) = try Self.published()
    let mean = MeanRates(try golden.models.map { try #require(counts[$0]) })
    #expect(isNear((0..<10).compactMap { mean.u($0)?.mean }, golden.meanU))
    #expect(isNear((0..<10).compactMap { mean.u($0)?.deviation }, golden.deviationU))
    for label in 0..<10 {
      let cells = (0..<10).map { mean.v(label, $0) }
      #expect(cells[label] == nil)
      #expect(isNear(cells.map { $0?.mean ?? 0 }, golden.meanV[label]))
      #expect(isNear(cells.map { $0?.deviation ?? 0 }, golden.deviationV[label]))
    }
  }

  /// a errs 3 of 10 times, all for b; b 10 of 20, 3 for a; c never; d has no images.
  static let table = [[7, 3, 0, 0], [3, 10, 7, 0], [0, 0, 5, 0], [0, 0, 0, 0]]

  @Test func theThresholdIsInclusiveAndRowsWithoutErrorsHaveNoEdges() throws {
    let counts = try ConfusionCounts(table: Self.table)
    let network = ConfusionNetwork(counts, threshold: 0.3)
    #expect(network.edges.map { [$0.label, $0.predicted] } == [[0, 1], [1, 0], [1, 2]])
    #expect(network.edges.map(\.isMutual) == [true, true, false])
    #expect(
      network.edges.map(\.count) == [3, 3, 7] && network.edges.map(\.countBack) == [3, 3, 0])
    #expect(network.edges.map(\.joint) == [0.3, 0.15, 0.35])
    let higher = ConfusionNetwork(counts, threshold: 0.3.nextUp)
    #expect(higher.edges.map { [$0.label, $0.predicted] } == [[0, 1], [1, 2]])
    #expect(higher.edges.map(\.isMutual) == [false, false])
  }

  @Test func atZeroTheInDegreesAddUpToTheClassesWithErrors() throws {
    for counts in try Self.published().counts.values + [ConfusionCounts(table: Self.table)] {
      let network = ConfusionNetwork(counts, threshold: 0)
      let sum = network.inDegrees.reduce(0) { $0 + $1.weighted }
      #expect(abs(sum - Double(counts.errors.count { $0 > 0 })) < 1e-12)
      let joint = network.inDegrees.reduce(0) { $0 + $1.weightedJointly }
      let rates = counts.misclassificationRates.compactMap { $0 }.reduce(0, +)
      #expect(abs(joint - rates) < 1e-12)
    }
  }

  @Test func edgesAreSharedByAllSomeOrOne() throws {
    let tables = [
      [[8, 2, 0], [2, 6, 2], [0, 0, 9]], [[8, 2, 0], [0, 6, 4], [0, 0, 9]],
      [[8, 1, 1], [0, 6, 4], [1, 0, 9]],
    ]
    let counts = try tables.map { try ConfusionCounts(table: $0) }
    let networks = counts.map { ConfusionNetwork($0, threshold: 0.5) }
    let shared = SharedEdges(counts, networks)
    func cells(_ extent: SharedEdges.Extent) -> [[Int]] {
      shared.edges(in: extent).map { [$0.label, $0.predicted] }
    }
    #expect(cells(.all) == [[0, 1], [1, 2]] && cells(.some) == [])
    #expect(cells(.one) == [[2, 0], [0, 2], [1, 0]])
    let first = try #require(shared.edges.first { $0.label == 0 && $0.predicted == 1 })
    #expect(first.models == [0, 1, 2] && first.mutualIn == [0])
    let last = try #require(shared.edges.first { $0.label == 2 && $0.predicted == 0 })
    #expect(last.models == [2] && last.mutualIn == [2])
    #expect(last.v.models == 1 && last.v.mean == 1, "the others make no errors in that row")
    #expect(shared.extent(of: last) == .one)
  }

  @Test func oneModelsEdgesAreInAll() throws {
    let counts = [try ConfusionCounts(table: Self.table)]
    let shared = SharedEdges(counts, [ConfusionNetwork(counts[0], threshold: 0.3)])
    #expect(shared.edges(in: .all).count == 3 && shared.edges(in: .one).isEmpty)
  }

  @Test func writesEdgesAndDegrees() throws {
    let counts = try ConfusionCounts(table: Self.table)
    let other = try ConfusionCounts(table: [
      [5, 5, 0, 0], [0, 5, 0, 0], [0, 0, 5, 0], [0, 0, 0, 5],
    ])
    let named = NamedNetworks(
      [counts, other].map { ConfusionNetwork($0, threshold: 0.5) }, modelNames: ["m,1", "m\"2"],
      classNames: ["a", "b", "c", "d"])
    #expect(
      String(decoding: named.edgesCSV, as: UTF8.self) == """
        model,true,predicted,images,v,joint,images_back,mutual,models
        "m,1",a,b,3,1.0,0.3,3,no,2
        "m,1",b,c,7,0.7,0.35,0,no,1
        "m""2",a,b,5,1.0,0.5,0,no,2

        """)
    let degrees = String(decoding: named.inDegreesCSV, as: UTF8.self).split(separator: "\n")
    #expect(degrees.count == 9)
    #expect(degrees[0] == "model,class,weighted,plain,u_weighted,joint_weighted")
    #expect(degrees[3] == #""m,1",c,0.7,1,0.5,0.35"#)
    #expect(
      named.dot.contains(#"label="m\"2";"#) && named.dot.contains("m0c1 -> m0c2 [label=\"0.70\""))
    #expect(named.dot.filter { $0 == "{" }.count == named.dot.filter { $0 == "}" }.count)
  }

  @Test func namesEveryModelInItsTables() throws {
    let counts = try [Self.table, [[1, 1, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 0, 2]]].map {
      try ConfusionCounts(table: $0)
    }
    let tables = NamedCounts(counts, modelNames: ["p", "q"], classNames: ["a", "b", "c", "d"])
    let heatMap = String(decoding: tables.heatMapCSV, as: UTF8.self)
      .split(separator: "\n").map(String.init)
    #expect(heatMap.count == 17 && heatMap[0] == #"model,true\predicted,a,b,c,d"#)
    #expect(heatMap[1] == "p,a,,1.0,0.0,0.0" && heatMap[2] == "p,b,0.3,,0.7,0.0")
    #expect(heatMap[6] == "q,b,,,," && heatMap[10] == "mean,b,0.3,,0.7,0.0")
    #expect(heatMap[14] == "deviation,b,0.0,,0.0,0.0" && heatMap[12] == "mean,d,,,,")
    let rates = String(decoding: tables.ratesCSV(withIntervals: true), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    #expect(rates[0] == "model,class,images,errors,u,u_low,u_high" && rates.count == 17)
    #expect(rates[4] == "p,d,0,0,,,")
    #expect(rates[9] == "mean,a,,,0.4,," && rates[13] == "deviation,a,,,0.1,,")
  }

  @Test func imagesOfACellComeWithThoseMostModelsConfuseFirst() throws {
    let joint = try JointPredictions([
      Predictions(source: "p", labels: [0, 0, 0, 1], predicted: [1, 1, 0, 1]),
      Predictions(source: "q", predicted: [2, 1, 1, 0]),
    ])
    let cells = ConfusedImages.cells(of: joint)
    #expect(cells.map { [$0.label, $0.predicted] } == [[0, 1], [0, 2], [1, 0]])
    #expect(cells[0].images.map(\.row) == [1, 0, 2] && cells[0].images.map(\.models) == [2, 1, 1])
    #expect(cells[2].images.map(\.row) == [3])
  }
}
