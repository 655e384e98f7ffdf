import Figures
import Foundation
import Misclassification
import Testing

@Suite struct NetworkFigureTests {
  static func figure(_ classCount: Int, models: Int, threshold: Double = 0.3) throws
    -> NetworkFigure
  {
    let counts = try (0..<models).map { model in
      try ConfusionCounts(
        table: (0..<classCount).map { label in
          (0..<classCount).map { predicted in
            label == predicted ? 50 : (label * 7 + predicted * 3 + model) % 11 == 0 ? 9 : 1
          }
        })
    }
    let networks = counts.map { ConfusionNetwork($0, threshold: threshold) }
    return NetworkFigure(
      counts, networks, SharedEdges(counts, networks),
      modelNames: (0..<models).map { "<model> \($0)" }, classNames: FigureTests.names(classCount))
  }

  @Test(arguments: [1, 2, 3, 10, 24, 40, 90], [1, 2, 16])
  func isWellFormedAndWithinItsFrame(classCount: Int, models: Int) throws {
    let svg = try Self.figure(classCount, models: models, threshold: 0.1).sheet
    _ = check(svg.document)
    #expect(!svg.document.contains("nan") && !svg.document.contains("inf"))
    #expect(!svg.document.contains("<model>") && !svg.document.contains("<b>"))
  }

  /// Two discs, an arrow each way: the lines must not lie on each other.
  @Test func anArrowAndTheOneBackTakeDifferentWays() throws {
    let counts = try ConfusionCounts(table: [[5, 5], [5, 5]])
    let network = ConfusionNetwork(counts, threshold: 0.3)
    let svg = NetworkFigure(
      [counts], [network], SharedEdges([counts], [network]), modelNames: ["m"],
      classNames: ["a", "b"]
    ).sheet.document
    let curves = check(svg).elements.filter { $0.name == "path" && $0.attributes["d"] != nil }
      .compactMap { element -> [Double]? in
        let numbers = element.attributes["d"]?.split { "MQ ".contains($0) }.compactMap {
          Double($0)
        }
        return numbers?.count == 6 ? numbers : nil
      }
    let ways = Set(curves.map { Int(($0[2] * 10).rounded()) })
    #expect(ways.count == 2, "the control points lie on different sides: \(ways)")
    #expect(svg.contains("a taken for b: 5 images, v = 1.000; the other way 5"))
  }

  @Test func showsTheClassesWithEdgesOfMany() throws {
    let svg = try Self.figure(90, models: 1).sheet.document
    #expect(svg.contains("of 90 classes shown"))
    let all = try Self.figure(10, models: 1).sheet.document
    #expect(!all.contains("classes shown") && all.contains("class 9"))
  }

  @Test(arguments: [1, 2, 9, 16])
  func ratesOfModelsAreWellFormed(models: Int) throws {
    var counts = Array(repeating: try FigureTests.counts(10), count: models)
    counts[0] = try ConfusionCounts(table: (0..<10).map { _ in [Int](repeating: 0, count: 10) })
    let names = (0..<models).map { "<m\($0)>" }
    let dots = RateDots.draw(counts, modelNames: names, classNames: FigureTests.names(10))
    _ = check(dots.document)
    #expect(!dots.document.contains("nan") && !dots.document.contains("<m0>"))
    let sheet = HeatMapSheet.draw(counts, modelNames: names, classNames: FigureTests.names(10))
    _ = check(sheet.document)
    #expect(!sheet.document.contains("nan"))
  }

  @Test func aHeatMapOfManyClassesIsAPicture() throws {
    let svg = HeatMapFigure.draw(
      try FigureTests.counts(130), classNames: FigureTests.names(130)
    ).document
    let markup = check(svg)
    #expect(markup.elements.count { $0.name == "image" } == 1)
    #expect(markup.elements.count { $0.name == "rect" } < 100)
  }

  @Test func cellsLeadWhereTheyAreTold() throws {
    let svg = HeatMapFigure.draw(
      try FigureTests.counts(5), classNames: FigureTests.names(5)
    ) { $0 == 1 && $1 == 4 ? "#there" : nil }.inline
    let links = check(svg).elements.filter { $0.name == "a" }
    #expect(links.map { $0.attributes["href"] } == ["#there"])
  }
}
