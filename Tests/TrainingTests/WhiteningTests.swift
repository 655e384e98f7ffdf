import Architectures
import Compute
import Foundation
import Images
import NeuralNetwork
import Testing
import Training

/// Against NumPy: Scripts/make-whitening-goldens.py, which says what the images are.
@Suite struct WhiteningTests {
  private struct Golden: Decodable {
    var filters: [[Double]]
  }

  private static let images = ByteImages(
    count: 4, height: 6, width: 5,
    pixels: (0..<4 * 90).map { place in
      let (n, k) = place.quotientAndRemainder(dividingBy: 90)
      let number: Int = 37 * k + 101 * n + (k % 7) * (k % 7) * (n + 3)
      return UInt8(number % 256)
    })

  private static let normalization = Normalization(
    mean: [0.5, 0.4, 0.3], deviation: [0.25, 0.2, 0.3])

  @Test func filtersAreThoseOfNumpy() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Parity/Whitening/whitening.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    let expected = golden.filters.flatMap { $0 }
    let filters = try PatchWhitening(
      of: StoredImages(Self.images), kernel: Extent(2), normalization: Self.normalization
    ).filters
    #expect(filters.count == 2 * expected.count && expected.count == 144)
    for (place, value) in expected.enumerated() {
      #expect(abs(Double(filters[place]) - value) < 1e-6 * max(1, abs(value)), "\(place)")
      #expect(filters[144 + place] == -filters[place])
    }
  }

  /// The first layer alone begins so; the values of the others do not depend on images.
  @Test func onlyTheFirstLayerBeginsByTheImages() throws {
    let graph = try #require(Architecture.named("quicknet")).graph(
      input: Shape(12, 11, 3), classes: 4)
    let (plain, whitened) = (Parameters(graph), Parameters(graph))
    for parameters in [plain, whitened] { parameters.initialize(seed: 5) }
    try whitened.whiten(by: StoredImages(Self.images), normalization: Self.normalization)
    for (index, description) in graph.parameters.enumerated() {
      let isSame = plain.tensor(index) == whitened.tensor(index)
      #expect(isSame == (description.name != "whiten.weight"), "\(description.name)")
    }
    let frozen = graph.parameters.filter(\.isFrozen).map(\.name)
    #expect(
      frozen == ["whiten.weight"]
        + (1...3).flatMap { ["stage\($0).norm1.weight", "stage\($0).norm2.weight"] })
  }

  /// At the beginning, filters hand their inputs on.
  @Test func identityFiltersHandTheirInputsOn() throws {
    var net = GraphBuilder(name: "identity", input: Shape(4, 5, 3))
    _ = try net.convolution(
      "conv", net.input, outputs: 5, kernel: Extent(3), padding: Extent(1),
      initializer: .identity(fanIn: 27))
    let graph = try net.graph()
    let parameters = Parameters(graph)
    parameters.initialize(seed: 1)
    let weights = parameters.tensor(0)
    for filter in 0..<3 {
      for place in 0..<27 {
        #expect(weights[filter * 27 + place] == (place == filter * 9 + 4 ? 1 : 0))
      }
    }
    let bound = (1 / Float(27)).squareRoot()
    let rest = weights[(3 * 27)...]
    #expect(rest.allSatisfy { abs($0) <= bound } && Set(rest).count > 50)
  }
}
