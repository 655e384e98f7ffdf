import Misclassification
import Testing

/// Which classes are shown, in which order, and what becomes of the others.
@Suite struct ClassViewTests {
  /// Classes 2k and 2k + 1 are taken for each other, and sometimes for the next pair's.
  private static func paired(_ pairs: Int) throws -> ConfusionCounts {
    try ConfusionCounts(
      table: (0..<2 * pairs).map { label in
        (0..<2 * pairs).map { predicted in
          label == predicted ? 40 : label ^ 1 == predicted ? 9 : label + 2 == predicted ? 1 : 0
        }
      })
  }

  @Test(arguments: [1, 2, 5, 40])
  func likeClassesStandTogether(pairs: Int) throws {
    // Numbered so that the two of a pair are far apart.
    let counts = try Self.paired(pairs)
    let scattered = (0..<2 * pairs).sorted { ($0 % 2, $0) < ($1 % 2, $1) }
    let table = scattered.map { label in scattered.map { counts[label, $0] } }
    let order = LikenessOrder.of(try ConfusionCounts(table: table))
    #expect(order.sorted() == Array(0..<2 * pairs))
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    for pair in 0..<pairs {
      #expect(abs(places[pair, default: 0] - places[pair + pairs, default: 0]) == 1, "\(order)")
    }
    #expect(LikenessOrder.of(try ConfusionCounts(table: table)) == order)
  }

  @Test func classesThatNothingJoinsKeepTheirOrder() throws {
    let counts = try ConfusionCounts(
      table: [[1, 0, 0, 0], [0, 1, 0, 3], [0, 0, 1, 0], [0, 3, 0, 1]])
    #expect(LikenessOrder.of(counts) == [0, 1, 3, 2])
  }

  @Test func othersAreSummed() throws {
    let counts = try ConfusionCounts(
      table: [[6, 3, 1, 0], [2, 8, 0, 1], [0, 4, 5, 2], [1, 0, 3, 7]])
    let shown = ShownConfusions(counts, classNames: ["a", "b", "c", "d"], shown: [1, 0])
    #expect(shown.names == ["b", "a", "2 other classes"] && shown.others == 2)
    #expect(shown.images == [11, 10, 22] && shown.errors == [3, 4, 10])
    let cells = (0..<3).map { row in (0..<3).map { shown[row, $0] } }
    // Mistakes among the others stand in their own cell; right answers nowhere.
    #expect(cells == [[nil, 2, 1], [3, nil, 1], [4, 1, 5]])
    let whole = ShownConfusions(counts, classNames: ["a", "b", "c", "d"])
    #expect(whole.others == nil && whole.totalErrors == counts.totalErrors && whole[3, 3] == nil)
    let mean = MeanRates([shown, shown])
    #expect(mean.v(2, 2)?.mean == 0.5 && mean.v(0, 0) == nil && mean.u(1)?.mean == 0.4)
  }

  @Test func viewsChooseAndOrder() throws {
    let counts = try ConfusionCounts(
      table: [[9, 1, 0, 0], [0, 8, 0, 4], [0, 0, 9, 0], [0, 2, 1, 7]])
    let names = ["a", "b", "c", "d"]
    func classes(_ shown: ClassView.Shown, _ order: ClassView.Order) throws -> [Int] {
      try ClassView(shown: shown, order: order).classes(counts, classNames: names)
    }
    #expect(try classes(.all, .given) == [0, 1, 2, 3])
    #expect(try classes(.confused(2), .given) == [1, 3])
    #expect(try classes(.confused(3), .given) == [0, 1, 3])
    #expect(try classes(.confused(9), .given) == [0, 1, 2, 3])
    #expect(try classes(.named(["d", "a"]), .given) == [3, 0])
    #expect(try classes(.all, .errors) == [1, 3, 0, 2])
    #expect(try classes(.named(["a", "d"]), .errors) == [3, 0])
    let likeness = try classes(.all, .likeness)
    let places = likeness.enumerated().filter { $0.element == 1 || $0.element == 3 }.map(\.offset)
    #expect(places[1] - places[0] == 1)
    #expect(throws: MisclassificationError.self) { try classes(.named(["x"]), .given) }
  }

  @Test func thresholdsMayFollowChance() throws {
    #expect(EdgeThreshold(parsing: "0.3")?.share(classCount: 1000) == 0.3)
    #expect(EdgeThreshold(parsing: "3x")?.share(classCount: 11) == 0.3 as Double?)
    #expect(EdgeThreshold(parsing: "3x")?.share(classCount: 2) == 1)
    for text in ["", "x", "-1x", "0x", "1.5", "nan", "infx", "3 x"] {
      #expect(EdgeThreshold(parsing: text) == nil, "\(text)")
    }
  }

  /// Far apart numbers of classes take no memory for those between.
  @Test func manyClassesAreSparse() throws {
    let predictions = Predictions(
      source: "p", labels: [0, 999_999], predicted: [999_999, 999_999])
    let joint = try JointPredictions([predictions])
    #expect(joint.classNames == ["0", "999999"])
    let names = (0..<200_000).map { "class \($0)" }
    let labels = (0..<1000).map { $0 * 190 }
    let named = try JointPredictions(
      [Predictions(source: "p", labels: labels, predicted: labels.map { $0 + 1 })],
      classNames: names)
    let counts = try named.counts()[0]
    #expect(counts.totalErrors == 1000 && counts.confusions.count == 1000)
    #expect(LikenessOrder.of(counts).count == 200_000)
    #expect(ConfusionSummary(counts, classNames: names).confusions?.count == 1000)
  }
}
