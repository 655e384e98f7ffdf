import Interchange
import Misclassification
import Testing

@Suite struct JointPredictionsTests {
  /// Predictions from texts, named a, b, c and so on.
  static func predictions(_ texts: [String]) throws -> [Predictions] {
    try zip(texts, ["a", "b", "c", "d"]).map {
      try Predictions.read(bytes: Array($0.utf8), source: $1 + ".csv")
    }
  }

  static func join(
    _ texts: String..., labels: [Int]? = nil, classNames: [String]? = nil
  ) throws -> JointPredictions {
    try JointPredictions(
      predictions(texts), labels: labels.map { GivenLabels(source: "data", values: $0) },
      classNames: classNames)
  }

  @Test func ordersRowsByImage() throws {
    let joint = try Self.join(
      "index,label,predicted\n2,1,0\n0,0,0\n1,2,2\n", "[0,1,1]",
      "index,prob_0,prob_1,prob_2\n1,0.1,0.2,0.7\n2,0.2,0.5,0.3\n0,1,0,0\n")
    #expect(joint.images == nil && joint.labels == [0, 2, 1])
    #expect(joint.observers.map(\.predicted) == [[0, 2, 0], [0, 1, 1], [0, 2, 1]])
    #expect(joint.observers.map(\.name) == ["a", "b", "c"])
    #expect(joint.observers[2].scores?.values == [1, 0, 0, 0.1, 0.2, 0.7, 0.2, 0.5, 0.3])
    #expect(joint.classNames == ["0", "1", "2"])
    #expect(try joint.counts()[0].table == [[1, 0, 0], [1, 0, 0], [0, 0, 1]])
  }

  @Test func keepsTheImagesOfAPart() throws {
    let joint = try Self.join(
      "index,predicted\n7,1\n3,0\n", "index,predicted\n3,1\n7,1\n",
      labels: [0, 0, 0, 1, 0, 0, 0, 0], classNames: ["cat", "dog"])
    #expect(joint.images == [3, 7] && joint.labels == [1, 0])
    #expect(joint.image(of: 1) == 7 && joint.classNames == ["cat", "dog"])
    #expect(joint.observers.map(\.predicted) == [[0, 1], [1, 1]])
  }

  @Test func refusesFilesThatDoNotFit() throws {
    func refusal(
      _ texts: String..., labels: [Int]? = nil, classNames: [String]? = nil
    ) throws -> MisclassificationError? {
      let labels = labels.map { GivenLabels(source: "data", values: $0) }
      return #expect(throws: MisclassificationError.self) {
        try JointPredictions(
          Self.predictions(texts), labels: labels, classNames: classNames)
      }
    }
    let labelled = "label,predicted\n0,0\n1,1\n"
    #expect(try refusal("[0,1]", "[1,1]") == .labelsMissing(source: "a.csv"))
    #expect(
      try refusal(labelled, "[0,1,1]")
        == .countMismatch(
          what: "predictions, as a.csv has", expected: 2, found: 3, source: "b.csv"))
    #expect(
      try refusal(labelled, "label,predicted\n0,1\n0,1\n")
        == .labelsDiffer(image: 1, label: 0, source: "b.csv", otherLabel: 1, other: "a.csv"))
    #expect(
      try refusal("index,label,predicted\n4,0,0\n5,0,0\n", "index,predicted\n6,0\n4,0\n")
        == .imageMissing(image: 5, source: "b.csv", other: "a.csv"))
    #expect(
      try refusal("index,label,predicted\n5,0,0\n6,0,0\n", "index,predicted\n6,0\n4,0\n")
        == .imageMissing(image: 4, source: "a.csv", other: "b.csv"))
    #expect(
      try refusal("[0,1]", labels: [0, 1, 0])
        == .countMismatch(
          what: "predictions, one for each image of the data", expected: 3, found: 2,
          source: "a.csv"))
    #expect(
      try refusal("logit_0,logit_1\n0,1\n", labels: [2])
        == .countMismatch(
          what: "scores for each image, one for each class", expected: 3, found: 2,
          source: "a.csv"))
    #expect(
      try refusal("[0,3]", labels: [0, 1], classNames: ["x", "y", "z"])
        == .countMismatch(what: "classes", expected: 3, found: 4, source: "a.csv"))
  }

  @Test(arguments: [
    (["x/a.json", "x/b.json"], ["a", "b"]),
    (["x/a.json", "y/a.csv"], ["x/a", "y/a"]),
    (["runs/r1/predictions.csv", "runs/r2/predictions.csv"], ["r1", "r2"]),
    (["predictions.csv", "./a.csv", "a.csv"], ["predictions", "a", "a (2)"]),
    (["p/x/a", "q/x/a", "b.tar.gz"], ["p/x/a", "q/x/a", "b.tar"]),
    ([".hidden", "/", "../predictions.csv"], [".hidden", "/", "predictions"]),
  ])
  func namesObserversShortlyAndApart(paths: [String], names: [String]) throws {
    let joint = try JointPredictions(
      paths.map { Predictions(source: $0, labels: [0, 1], predicted: [0, 1]) })
    #expect(joint.observers.map(\.name) == names)
    #expect(joint.observers.map(\.source) == paths)
  }

  @Test(arguments: [
    "[2,0,1]", "label\n2\n0\n1\n", "index,label\n2,1\n0,2\n1,0\n",
    "index,label,predicted\n0,2,7\n1,0,7\n2,1,7\n",
  ])
  func readsLabels(text: String) throws {
    try withTemporaryFile { path in
      try AtomicFile.write(text, to: path)
      #expect(try GivenLabels.read(path: path).values == [2, 0, 1])
    }
  }

  @Test func readsLabelsFromAnArray() throws {
    try withTemporaryFile { path in
      try NumpyArray(shape: [3], integers: [4, 0, 9]).write(to: path)
      #expect(try GivenLabels.read(path: path) == GivenLabels(source: path, values: [4, 0, 9]))
    }
  }

  @Test(arguments: [
    ("index,predicted\n0,1\n", "line 1"), ("label\n1\n\n,\n", "line 4"),
    ("label,index\n1,5\n", "image 5"),
    ("index,label\n0,1\n1,\n", "line 3"), ("label\n1\n12\n", "line 3"), ("[1,12]", "element 1"),
    ("", "empty file"), ("label\n", "at least one"),
  ])
  func refusesBadLabels(text: String, word: String) throws {
    try withTemporaryFile { path in
      try AtomicFile.write(text, to: path)
      let error = #expect(throws: InterchangeError.self) {
        try GivenLabels.read(path: path, options: .init(classLimit: 10))
      }
      let message = error?.description ?? ""
      #expect(message.hasPrefix(path) && message.contains(word), "\(message)")
    }
  }

  @Test func refusesWhatTheClassesDoNotHoldWithItsPlace() throws {
    for (text, place) in [
      ("predicted\n1\n2\n", "line 3"), ("label,predicted\n0,1\n2,1\n", "line 3"),
      ("[0,2]", "element 1"), ("logit_0,logit_1,logit_2\n0,0,0\n", "line 1"),
    ] {
      let error = #expect(throws: InterchangeError.self) {
        try Predictions.read(bytes: Array(text.utf8), source: "f", options: .init(classLimit: 2))
      }
      #expect(error?.place == place)
    }
  }
}
