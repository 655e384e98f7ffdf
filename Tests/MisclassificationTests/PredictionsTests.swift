import Interchange
import Misclassification
import Testing

@Suite struct PredictionsTests {
  static func read(_ text: String) throws -> Predictions {
    try Predictions.read(bytes: Array(text.utf8), source: "f")
  }

  @Test func readsTheFullTable() throws {
    let predictions = try Self.read(
      "index,label,predicted,logit_0,logit_1,logit_2\n0,2,1,-1.5,3e0,0\n1,0,0,4,-2,1.25\n")
    #expect(predictions.labels == [2, 0] && predictions.predicted == [1, 0])
    #expect(predictions.indices == nil && predictions.misclassified == [0])
    let scores = try #require(predictions.scores)
    #expect(scores.kind == .logits && scores.classCount == 3)
    #expect(scores.values == [-1.5, 3, 0, 4, -2, 1.25])
    #expect(Array(scores[1]) == [4, -2, 1.25])
  }

  @Test(arguments: [
    "index,label,predicted\r\n0,,1\r\n1,,0\r\n",
    "predicted\n1\n0",
    "index,predicted\n0,1\n1,0\n",
    "prob_0,prob_1\n0.5,0.5\n0.75,0.25\n",
    "\u{FEFF}prob_1,index,prob_0\n1,0,0\n0.25,1,0.75\n",
    " [1,\n0]\n", "\u{FEFF}[1,0]",
  ])
  func readsWhatIsThere(text: String) throws {
    let predictions = try Self.read(text)
    let ties = text.hasPrefix("prob_0")
    #expect(predictions.predicted == [ties ? 0 : 1, 0], "the first of equals")
    #expect(predictions.labels == nil && predictions.misclassified == [])
    #expect(predictions.scores?.kind == (text.contains("prob") ? .probabilities : nil))
  }

  @Test func readsArrays() throws {
    try withTemporaryFile { path in
      try NumpyArray(shape: [3], integers: [4, 0, 9]).write(to: path)
      #expect(try Predictions.read(path: path).predicted == [4, 0, 9])
      try NumpyArray(shape: [2, 3], floats: [1, 7, 7, -1, -3, -2]).write(to: path)
      let logits = try Predictions.read(path: path)
      #expect(logits.predicted == [1, 0] && logits.scores?.kind == .logits)
      try NumpyArray(shape: [1, 2], elements: .doubles([0.25, 0.75])).write(to: path)
      #expect(try Predictions.read(path: path).scores?.kind == .probabilities)
    }
  }

  @Test(arguments: [
    NumpyArray(shape: [0], integers: []), NumpyArray(shape: [1], integers: [-1]),
    NumpyArray(shape: [1], floats: [0.5]), NumpyArray(shape: [1, 2], floats: [0, .nan]),
    NumpyArray(shape: [2, 1], floats: [0.5, 1]), NumpyArray(shape: [1, 1, 2], floats: [0, 1]),
    NumpyArray(shape: [], integers: [1]), NumpyArray(shape: [0, 10], floats: []),
    NumpyArray(shape: [1], integers: [1_000_000]),
  ])
  func refusesArraysThatAreNoPredictions(array: NumpyArray) throws {
    try withTemporaryFile { path in
      try array.write(to: path)
      let error = #expect(throws: InterchangeError.self) { try Predictions.read(path: path) }
      #expect(error?.file == path)
    }
  }

  @Test(arguments: [
    ("", "empty file"), (" \n ", "white space"), ("[]", "empty array"), ("[1,-1]", "element 1"),
    ("[1.5]", "byte 1"), ("3\n8\n", "line 1"), ("index,label\n0,1\n", "line 1"),
    ("index,label,predicted\n", "at least one"), ("predicted,predicted\n1,1\n", "twice"),
    ("predicted,logit_0\n0,1\n", "2 to 1000000 classes"), ("logit_0,logit_2\n0,1\n", "class 1"),
    ("logit_0,prob_1\n0,1\n", "'prob_1'"),
    ("1,0\n1,1\n2,0\n", "line 1"), ("logit_x,logit_1\n0,1\n", "'logit_x'"),
    ("label,size\n0,1\n", "'size'"), ("index,predicted\n0,1\n1\n", "line 3"),
    ("index,predicted\n0,1\n1,2,3\n", "line 3"), ("index,predicted\n0,1\n0,1\n", "image 0 twice"),
    ("index,predicted\n5,1\n2,1\n5,1\n", "image 5 twice"), ("index,predicted\n-1,1\n", "line 2"),
    ("predicted\n1\n\n-1\n", "line 4"), ("predicted\n1000000\n", "line 2"),
    ("predicted\n1\ncat\n", "'cat'"), ("predicted\n1\n1.5\n", "line 3"),
    ("label,predicted\n1,1\n,1\n", "line 3"), ("label,predicted\n,1\n1,1\n", "line 3"),
    ("predicted,logit_0,logit_1\n2,0,0\n", "from 0 to 1"), ("logit_0,logit_1\n0,nan\n", "logit_1"),
    ("logit_0,logit_1\n0,inf\n", "line 2"), ("logit_0,logit_1\n0,\n", "line 2"),
    ("prob_0,prob_1\n0,1\n-0.1,1.1\n", "line 3"), ("predicted\n\"1\n", "quote"),
    ("{\"seen\": 3}", "'seen'"), (" <html>", "found HTML or XML"),
    ("PK\u{3}\u{4}", "found a zip archive"), ("%PDF-1.7", "found a PDF"),
    ("predicted\n\0", "no text"),
  ])
  func refusesBadTablesWithTheirPlace(text: String, word: String) {
    let error = #expect(throws: InterchangeError.self) { try Self.read(text) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("f: ") && message.contains(word), "\(message)")
  }

  @Test func survivesHostileBytes() {
    let text = Array("index,label,predicted,logit_0,logit_1\n0,1,1,-1.5,2\n1,0,1,3e-4,1\n".utf8)
    var refused = 0
    for cut in 0..<text.count {
      for byte: UInt8? in [nil, 0, 0x22, 0x2C, 0x2D, 0x0A, 0x39, 0xFF] {
        var copy = byte == nil ? Array(text[..<cut]) : text
        if let byte { copy[cut] = byte }
        do {
          let found = try Predictions.read(bytes: copy, source: "f")
          #expect(found.count > 0 && found.observedClassCount > 0)
        } catch {
          #expect(error is InterchangeError)
          refused += 1
        }
      }
    }
    #expect(refused > text.count)
  }

  @Test(arguments: [Predictions.Scores.Kind.logits, .probabilities])
  func writesWhatItReads(kind: Predictions.Scores.Kind) throws {
    try withTemporaryFile { path in
      var predictions = Predictions(
        source: path, indices: [7, 3], labels: [0, 1], predicted: [1, 1],
        scores: .init(kind: kind, classCount: 2, values: [0.1, 0.3, 1e-7, 0.33333334]))
      try predictions.write(to: path)
      #expect(try Predictions.read(path: path) == predictions)
      predictions.labels = nil
      predictions.indices = nil
      predictions.scores = nil
      try predictions.write(to: path)
      #expect(try Predictions.read(path: path) == predictions)
      #expect(try FileReader.bytes(of: path) == Array("index,label,predicted\n0,,1\n1,,1\n".utf8))
    }
  }

  @Test func joinsLabels() throws {
    let plain = try Self.read("[1,0,1]")
    #expect(try plain.withLabels([1, 1, 1]).misclassified == [1])
    let shuffled = try Self.read("index,predicted\n2,1\n0,5\n")
    #expect(try shuffled.withLabels([5, 6, 7]).labels == [7, 5])
  }

  @Test func refusesLabelsOfOtherData() throws {
    let plain = try Self.read("[1,0,1]")
    #expect(throws: MisclassificationError.self) { try plain.withLabels([1, 1]) }
    let shuffled = try Self.read("index,predicted\n2,1\n0,5\n")
    #expect(throws: MisclassificationError.self) { try shuffled.withLabels([5, 6]) }
    let own = try Self.read("label,predicted\n1,1\n0,1\n")
    let conflict = #expect(throws: MisclassificationError.self) { try own.withLabels([1, 3]) }
    #expect(conflict == .labelConflict(image: 1, label: 0, dataLabel: 3, source: "f"))
  }

  @Test func flagsWhatAgreesByChance() throws {
    let labels = (0..<1000).map { $0 % 10 }
    func isMisaligned(_ predicted: [Int], _ labels: [Int]? = nil) throws -> Bool {
      try ConfusionCounts(labels: labels ?? predicted, predicted: predicted, classCount: 10)
        .agreesNoBetterThanChance
    }
    #expect(try isMisaligned((0..<1000).map { ($0 * 7919 / 31) % 10 }, labels))
    #expect(try isMisaligned((0..<1000).map { _ in 3 }, labels))
    #expect(try isMisaligned((0..<1000).map { ($0 + 1) % 10 }, labels))
    #expect(try !isMisaligned((0..<1000).map { $0 % 5 == 0 ? $0 % 10 : 0 }, labels))
    #expect(try !isMisaligned(labels, labels))
    #expect(try !isMisaligned(labels))
    #expect(try !isMisaligned([0, 1, 2], [1, 2, 0]), "too few to tell")
    #expect(try !isMisaligned([Int](repeating: 3, count: 100), [Int](repeating: 3, count: 100)))
  }
}
