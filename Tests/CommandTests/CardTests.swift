import Datasets
import Explanations
import Foundation
import Images
import Interchange
import Misclassification
import Testing

@testable import Results

/// Cards of mistakes, made of parts that are known, and the files that commands put on them.
@Suite struct CardTests {
  private static let classes = ["cat", "dog", "car"]

  /// Eight random images of two classes, the last but one nearly black.
  private static func set() -> ImageSet {
    var stream = RandomStream(3)
    var pixels = (0..<8 * 300).map { _ in UInt8(stream.integer(in: 60..<200)) }
    for place in 6 * 300..<7 * 300 { pixels[place] = UInt8(place % 3) }
    return ImageSet(
      images: ByteImages(count: 8, height: 10, width: 10, pixels: pixels),
      labels: [0, 0, 0, 0, 1, 1, 1, 1], classNames: classes)
  }

  private static func predictions(_ source: String, _ predicted: [Int]) -> Predictions {
    let scores = Predictions.Scores(
      kind: .probabilities, classCount: 3,
      values: predicted.flatMap { label in (0..<3).map { $0 == label ? 0.8 : 0.1 } })
    return Predictions(source: source, predicted: predicted, scores: scores)
  }

  private static func joint() throws -> JointPredictions {
    try JointPredictions(
      [
        predictions("own.csv", [1, 0, 0, 1, 1, 1, 0, 1]),
        predictions("second.csv", [1, 0, 0, 0, 1, 1, 1, 1]),
        predictions("third.csv", [2, 0, 0, 0, 1, 1, 0, 1]),
      ], labels: GivenLabels(source: "labels", values: set().labels), classNames: classes)
  }

  private static func evidence(_ votes: [UInt8]? = nil) throws -> CardEvidence {
    let joint = try joint()
    return try CardEvidence(
      set: set(), joint: joint,
      votes: votes.map {
        try HumanVotes(NumpyArray(shape: [8, 3], bytes: $0), source: "votes.npy", for: joint)
      },
      superclasses: Superclasses(
        bytes: Array("cat,animal\ndog,animal\ncar,vehicle\n".utf8), source: "s.csv",
        classNames: classes),
      workers: Workers(threads: 1))
  }

  private static func mistake(
    _ index: Int, _ predicted: Int, _ probability: Double
  ) -> CardEvidence.Mistake {
    .init(
      index: index, predicted: predicted, margin: 1.5,
      cause: .init(
        probability: probability, verdict: CauseVerdict(probability: probability),
        region: PixelFrame(rows: 1..<4, columns: 2..<5)))
  }

  private static let votes: [UInt8] =
    [1, 8, 1] + [9, 0, 0] + [9, 0, 0] + [6, 3, 0] + [0, 9, 0] + [0, 9, 0] + [1, 8, 0] + [0, 9, 0]

  @Test func aCardHoldsWhatIsKnown() throws {
    let card = try Self.evidence(Self.votes).card(Self.mistake(0, 1, 0.9), neighbours: nil)
    let others = try #require(card.others)
    #expect(others.models == 2 && others.right == 0 && others.otherwiseWrong == 1)
    #expect(others.same == ["second"])
    #expect(card.votes?.shareOfLabel == 0.1 && card.votes?.shareOfPredicted == 0.8)
    #expect(card.sameSuperclass == true)
    #expect(card.pair.map(\.observer) == ["own", "second", "third", "people"])
    #expect(card.pair[0].forth == 2 && card.pair[0].back == 1)
    #expect(card.suspicion?.models == 3)
    let back = try Self.evidence().card(Self.mistake(6, 0, 0.2), neighbours: nil)
    #expect(back.pair[0].forth == 1 && back.pair[0].back == 2)
    #expect(back.votes == nil && back.quality?.outliers.contains("dark") == true)
  }

  @Test func theSurestFindingSaysWhatToDo() throws {
    let (own, people) = (try Self.evidence(), try Self.evidence(Self.votes))
    // Own and second.csv both doubt the label of image 0; image 3 only its own model.
    #expect(own.card(Self.mistake(0, 1, 0.9), neighbours: nil).advice == .label)
    #expect(people.card(Self.mistake(3, 1, 0.9), neighbours: nil).advice == .interference)
    #expect(people.card(Self.mistake(3, 1, 0.1), neighbours: nil).advice == .lookAlike)
    #expect(people.card(Self.mistake(3, 1, 0.5), neighbours: nil).advice == .unexplained)
    // Own and third.csv doubt the label of image 6, which people confirm; it is also very dark.
    #expect(own.card(Self.mistake(6, 0, 0.9), neighbours: nil).advice == .label)
    #expect(people.card(Self.mistake(6, 0, 0.9), neighbours: nil).advice == .imageQuality)
  }

  @Test func groupsCountEveryMistakeOnce() throws {
    let evidence = try Self.evidence(Self.votes)
    let cards = [(0, 0.9), (3, 0.9), (3, 0.1), (3, 0.5)].map {
      evidence.card(Self.mistake($0.0, 1, $0.1), neighbours: nil)
    }
    let document = CardsDocument(model: "m", data: "d", classNames: Self.classes, cards: cards)
    #expect(document.groups.map(\.mistakes).reduce(0, +) == 4)
    #expect(document.groups.allSatisfy { $0.interval[0] <= $0.share && $0.share <= $0.interval[1] })
    #expect(document.text.contains("look-alike"))
    let none = CardsDocument(model: "m", data: "d", classNames: Self.classes, cards: [])
    #expect(none.groups.allSatisfy { $0.interval.isEmpty && $0.share == 0 })
    let sheet = try CardSheet(
      cards, of: Self.set().images.load([0, 3, 3, 3]), training: nil,
      classNames: Self.classes)
    #expect(!sheet.png.isEmpty)
    #expect(sheet.svg.contains("people: 67 % true, 33 % this"))
    let written = try Workplace.object(
      String(decoding: JSON.encoded(document), as: UTF8.self))
    let first = try #require((written["cards"] as? [[String: Any]])?.first)
    #expect(
      (first["cause"] as? [String: Any])?["region"] as? [String: Int]
        == ["top": 1, "left": 2, "height": 3, "width": 3])
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test func shortcutsOfPlantedImagesAndOfOneClass() async throws {
    try await withWorkplace { place in
      try place.writeData(testCount: 200)
      // A part of every image has a colour that goes with its class.
      var coloured = try place.bytes("data/test_batch.bin")
      for start in stride(from: 0, to: coloured.count, by: 3073) {
        for place in start + 1..<start + 1025 { coloured[place] = 25 * coloured[start] }
      }
      try place.write(coloured, "data/test_batch.bin")
      let line = "data shortcuts --data data --split test --draws 99 --json --threads "
      let result = try await place.program.run(words(line + "1"))
      #expect(result.code == 0, "\(result.err)")
      let found = try Workplace.object(result.out)
      let findings = try #require(found["findings"] as? [[String: Any]])
      #expect(findings.count + ((found["constant"] as? [String])?.count ?? 0) == 7)
      let colour = try #require(findings.first { $0["property"] as? String == "mean colour" })
      #expect((colour["p"] as? Double ?? 1) <= 0.01, "\(colour)")
      let again = try await place.program.run(words(line + "2"))
      #expect(again.out == result.out)
      var bytes = try place.bytes("data/test_batch.bin")
      for image in 0..<bytes.count / 3073 { bytes[image * 3073] = 1 }
      try place.write(bytes, "data/test_batch.bin")
      let one = try await place.program.run(words(line + "1"))
      #expect(one.code == 3 && one.err.contains("at least two classes"), "\(one)")
    }
  }

  @Test func cardOptionsNeedCards() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      try place.write("cat,animal\n", "s.csv")
      let result = try await place.program.run(
        words("causes --model model.safetensors --data data --superclasses s.csv --out o"))
      #expect(result.code == 2 && result.err.contains("--cards"), "\(result)")
    }
  }
}
