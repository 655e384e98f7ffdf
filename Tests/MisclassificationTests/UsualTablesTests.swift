import Foundation
import Interchange
import Misclassification
import Testing

/// Tables as other programs and people write them.
@Suite struct UsualTablesTests {
  /// Two classes, four rows, errors in rows 0 and 3.
  private static func check(_ text: String, _ names: [String]? = nil) throws {
    let read = try Predictions.read(
      bytes: Array(text.utf8), source: "f", options: .init(classNames: names))
    let found = try JointPredictions([read], classNames: names)
    let expected = names ?? (text.contains("cat") ? ["cat", "dog"] : ["0", "1"])
    #expect(found.classNames == expected, "\(text)")
    #expect(
      found.labels == [0, 1, 0, 1] && found.observers[0].predicted == [1, 1, 0, 0], "\(text)")
  }

  @Test(arguments: [
    ",label,predicted\n0,0,1\n1,1,1\n2,0,0\n3,1,0\n",
    "Unnamed: 0,label,predicted\n0,0,1\n1,1,1\n2,0,0\n3,1,0\n",
    "filename,y_true,y_pred\na,cat,dog\nb,dog,dog\nc,cat,cat\nd,dog,cat\n",
    "Target;Prediction;note\n0;1;x, y\n1;1;\n0;0;z\n1;0;z\n",
    "truth\tpred\n0\t1\n1\t1\n0\t0\n1\t0\n", "actual|predicted\n0|1\n1|1\n0|0\n1|0\n",
    "\u{FEFF}\"Ground Truth\",\"Predicted Label\"\r\n\"0\",\"1\"\r\n1,1\r\n0,0\r\n1,0\r\n\r\n",
    "sep=;\nlabel;predicted\n0;1\n1;1\n0;0\n1;0\n", "label,predicted\n0,1\n1,1\n0,0\n1,0\n,\n \n",
    "filename,label,predicted\nscan_0000.jpg,cat,dog\nscan_0001.jpg,dog,dog\n"
      + "scan_0002.jpg,cat,cat\nscan_0003.jpg,dog,cat\n",
    "filename;y_true;y_pred;prob_cat;prob_dog;model\na.jpg;cat;dog;0.2;0.8;x\n"
      + "b.jpg;dog;dog;0.3;0.7;x\nc.jpg;cat;cat;0.9;0.1;x\nd.jpg;dog;cat;0.6;0.4;x\n",
    "image_path\tprediction\ttarget\tconfidence\nx/a\t1\t0\t.9\nx/b\t1\t1\t.8\nx/c\t0\t0\t.7\n"
      + "x/d\t0\t1\t.6\n",
    "id,true_class,pred_class\n7,0,1\n3,1,1\n9,0,0\n1,1,0\n",
    "ID,Actual,Predicted Class\n0,0,1\n1,1,1\n2,0,0\n3,1,0\n",
    "img,gt,pred,p_cat,p_dog\na,cat,dog,0.2,0.8\nb,dog,dog,0.3,0.7\nc,cat,cat,0.9,0.1\n"
      + "d,dog,cat,0.9,0.1\n",
    "y_true,proba_0,proba_1\n0,0.1,0.9\n1,0.1,0.9\n0,0.8,0.2\n1,0.9,0.1\n",
    "target,logits.0,logits.1\n0,-1,2\n1,-1,2\n0,3,1\n1,3,1\n",
    "file,ground-truth,pred_label,time,note\na,0,1,5,\"x; y\"\nb,1,1,5,\nc,0,0,5,\nd,1,0,5,\n",
    #"{"image":"a","label":0,"scores":[0.1,0.9]}"# + "\n"
      + #"{"image":"b","label":1,"scores":[0,1]}"#
      + "\n" + #"{"image":"c","label":0,"scores":[1,0]}"# + "\n"
      + #"{"image":"d","label":1,"scores":[0.7,0.3]}"#,
    #"{"targets":["cat","dog","cat","dog"],"preds":["dog","dog","cat","cat"]}"#,
    "label,predicted,\n0,1,\n1,1,\n0,0,\n1,0,\n", "label , predicted\n0, 1\n1 ,1\n0,0\n1.0,0\n",
    "label,score_cat,score_dog\ncat,0.2,0.8\ndog,0.3,0.7\ncat,0.9,0.1\ndog,2,1\n",
    "label,prob_1,prob_0\n0,0.9,0.1\n1,0.9,0.1\n0,0.2,0.8\n1,0.1,0.9\n",
    "label;prob_0;prob_1\n0;0,1;0,9\n1;0,1;0,9\n0;0,8;0,2\n1;0,9;0,1\n",
    ",0,1,label\n0,-1,2,0\n1,-1,2,1\n2,3,1,0\n3,3e2,1,1\n",
    "true_label,pred_label,p_value\n0,1,.1\n1,1,.5\n0,0,.5\n1,0,.1\n",
    #"[{"label":0,"predicted":1},{"predicted":1,"label":1},{"label":0,"predicted":0},"#
      + #"{"label":1,"predicted":0}]"#,
    #"{"label":"cat","predicted":"dog"}"# + "\n" + #"{"label":"dog","predicted":"dog"}"# + "\n"
      + #"{"label":"cat","predicted":"cat"}"# + "\n" + #"{"label":"dog","predicted":"cat"}"# + "\n",
    #"{"labels":[0,1,0,1],"predictions":[1,1,0,0],"epoch":3}"#,
    "image,class,predicted_class\na,cat,dog\nb,dog,dog\nc,cat,cat\nd,dog,cat\n",
    "target,output\n0,1\n1,1\n0,0\n1,0\n",
    "label,softmax_0,softmax_1\n0,.1,.9\n1,.1,.9\n0,.9,.1\n1,.9,.1\n",
    "label,score1,score0\n0,9,1\n1,9,1\n0,1,9\n1,1,9\n",
    "class,p0,p1\n0,.1,.9\n1,.1,.9\n0,.9,.1\n1,.9,.1\n",
    "file,label,cat,dog,note\na,cat,.2,.8,x\nb,dog,.3,.7,x\nc,cat,.9,.1,x\nd,dog,.6,.4,x\n",
    #"{"y_true":[0,1,0,1],"logits":[[0,1],[0,1],[1,0],[1.5,-2e1]]}"#,
  ])
  func areRead(text: String) throws { try Self.check(text) }

  /// A column of numbers that is no class's could be any score.
  @Test func columnsNamedByClassesAreAllOrNone() {
    let text = "file,label,cat,dog,confidence\na,cat,.2,.8,.8\nb,dog,.3,.7,.7\n"
    #expect(throws: InterchangeError.self) { try Self.check(text) }
  }

  private static func withFile<Value>(
    _ array: NumpyArray, _ body: (_ path: String) throws -> Value
  ) throws -> Value {
    let path = NSTemporaryDirectory() + "misclass-\(UUID().uuidString).npy"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try array.write(to: path)
    return try body(path)
  }

  @Test func labelsMayBeInACodeOfOnePlaceForEachClass() throws {
    let labels = NumpyArray(shape: [4, 2], floats: [1, 0, 0, 1, 1, 0, 0, 1])
    #expect(try Self.withFile(labels) { try GivenLabels.read(path: $0).values } == [0, 1, 0, 1])
    let scores = NumpyArray(shape: [2, 2], floats: [0.5, 0.5, 0, 1])
    #expect(throws: InterchangeError.self) {
      try Self.withFile(scores) { try GivenLabels.read(path: $0) }
    }
  }

  @Test func scoresMayHaveAxesOfOne() throws {
    let scores = NumpyArray(shape: [2, 3, 1, 1], floats: [0, 1, 2, 5, 1, 0])
    let predicted = try Self.withFile(scores) { path in
      try Predictions.read(
        bytes: FileReader.bytes(of: path), source: "s", options: .init()
      ).predicted
    }
    #expect(predicted == [2, 0])
  }

  /// Names that tell nothing by themselves.
  @Test func columnsAreReadAsTold() throws {
    func read(_ text: String, _ columns: [(use: ToldColumns.Use, name: String)]) throws
      -> Predictions
    {
      try Predictions.read(
        bytes: Array(text.utf8), source: "f", options: .init(columns: ToldColumns(columns)))
    }
    let text = "who;was;said;cat_s;dog_s;label\na.jpg;cat;dog;0,25;0,75;9\nb.jpg;dog;dog;0;1;9\n"
    let found = try read(
      text, [(.label, "was"), (.predicted, "said"), (.id, "who"), (.score, "*_s")])
    #expect(found.classNames == ["cat", "dog"] && found.labels == [0, 1])
    #expect(found.predicted == [1, 1] && found.identifiers == ["a.jpg", "b.jpg"])
    #expect(found.scores?.values == [0.25, 0.75, 0, 1] && found.scores?.kind == .probabilities)
    // What is not told is found by its name.
    let half = try read("was,y_pred\n1,0\n0,0\n", [(.label, "was")])
    #expect(half.labels == [1, 0] && half.predicted == [0, 0])
    for (columns, word) in [
      ([(.label, "none")], "'none'"), ([(.score, "p_*")], "'p_*'"),
      ([(.label, "was"), (.predicted, "was")], "'was'"),
    ] as [([(use: ToldColumns.Use, name: String)], String)] {
      let error = #expect(throws: InterchangeError.self) { _ = try read(text, columns) }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
    #expect(ToldColumns([]) == nil && ToldColumns([(.label, "a*")]) == nil)
    #expect(ToldColumns([(.score, "s")]) == nil && ToldColumns([(.id, "a"), (.id, "b")]) == nil)
  }

  @Test func classesAreNumberedAsGiven() throws {
    try Self.check("label,predicted\nw,v\nv,v\nw,w\nv,w\n", ["w", "v"])
    try Self.check("label,predicted\n0,1\n1,1\n0,0\n1,0\n", ["w", "v"])
    try Self.check("label,v,w\nw,1,0\nv,1,0\nw,0,1\nv,0,1\n", ["w", "v"])
  }

  @Test(arguments: [
    ("label,target,predicted\n0,1,1\n", "'label' and 'target'"),
    ("label,predicted\n0,1\ncat,1\n", "line 3"), ("label,predicted\ncat,1\n", "both"),
    ("label,predicted\ncat,dog\nnan,dog\n", "line 3"), ("label,predicted\n1.5,1\n", "line 2"),
    ("label;predicted\n0,5;1\n", "line 2"), ("label,predicted\n0,1\n\n ,\n1,1\n", "line 4"),
    ("a,b\n0,1\n", "line 1"), ("label,predicted;x\n0,1\n", "line 1"),
    ("label;prob_0;prob_1\n0;0,5;0.5\n", "decimal commas"),
    ("label,logit_0,logit_1\n0,0x1p3,1\n", "line 2"), ("label,predicted\n0,ca\u{1B}t\n", "no text"),
    ("label,score_cat,score_dog\nbird,1,2\n", "'cat', 'dog'"),
    (#"{"label":0}{"predicted":1}"#, "row 1"), (#"{"label":[0,1],"predicted":[1]}"#, "'predicted'"),
    (#"[{"label":0,"predicted":1},{"label":1,"predicted":1.5}]"#, "row 1"), ("[1.5]", "byte 1"),
  ])
  func refusedWithTheirPlace(text: String, word: String) {
    let error = #expect(throws: InterchangeError.self) {
      _ = try Predictions.read(bytes: Array(text.utf8), source: "f")
    }
    #expect(error?.description.contains(word) == true, "\(text): \(error?.description ?? "")")
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x6C, 0], "UTF-16"), (Array("l\0a\0b\0e\0l\0".utf8), "UTF-16"),
      (Array("label,predicted\n".utf8) + [0xE9, 0x2C, 0x61, 0x0A], "Latin-1"),
      ([0x1F, 0x8B, 8], "gzip"), ([0x80, 2, 0x7D], "pickle"),
      (Array("PK\u{3}\u{4}....".utf8), "zip"), ([0x08, 0x08, 0x12, 7, 0x70], "ONNX"),
    ] as [([UInt8], String)])
  func otherFilesAreCalledByTheirName(bytes: [UInt8], word: String) {
    let error = #expect(throws: InterchangeError.self) {
      _ = try Predictions.read(bytes: bytes, source: "f")
    }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  @Test func howTheyWereReadIsTold() throws {
    var told: [ReadingRemark] = []
    _ = try Predictions.read(
      bytes: Array("file,y_true,y_pred,size\na,0,1,9\n".utf8), source: "f",
      options: .init { told.append($0) })
    let text = try #require(told.first?.text)
    for word in ["'y_true' as the label", "'file' as the image's name", "leaves out 'size'"] {
      #expect(text.contains(word), "\(text)")
    }
    told = []
    _ = try Predictions.read(
      bytes: Array("index,label,predicted,logit_0,logit_1\n0,0,1,1,2\n".utf8), source: "f",
      options: .init { told.append($0) })
    #expect(told.isEmpty, "our own tables need no words")
  }

  @Test func tablesThatNameImagesAreJoinedByName() throws {
    let joint = try JointPredictions(
      zip(
        ["p", "q"],
        [
          "file,label,predicted\nb,1,0\na,0,0\nc,1,1\n", "image,pred\na,1\nc,1\nb,1\n",
        ]
      ).map { try Predictions.read(bytes: Array($1.utf8), source: $0) })
    #expect(joint.labels == [1, 0, 1])
    #expect(joint.observers.map(\.predicted) == [[0, 0, 1], [1, 1, 1]])
    let other = try ["file,label,predicted\na,1,0\n", "file,predicted\nb,1\n"].map {
      try Predictions.read(bytes: Array($0.utf8), source: $0)
    }
    #expect(throws: MisclassificationError.self) { try JointPredictions(other) }
    // Numbers that are not all of 0 to the last are names as well.
    let numbers = try ["id,label,predicted\n7,1,0\n5,0,0\n", "id,predicted\n5,1\n7,0\n"].map {
      try Predictions.read(bytes: Array($0.utf8), source: "f")
    }
    #expect(try JointPredictions(numbers).observers.map(\.predicted) == [[0, 0], [0, 1]])
    let labels = GivenLabels(source: "l", values: [1, 0])
    #expect(throws: MisclassificationError.imagesOutOfOrder(source: "f", other: "l")) {
      try JointPredictions([numbers[0]], labels: labels)
    }
    let all = try Predictions.read(bytes: Array("id,predicted\n1,1\n0,0\n".utf8), source: "f")
    #expect(try JointPredictions([all], labels: labels).observers[0].predicted == [0, 1])
  }

  @Test func namesOfSeveralFilesAreNumberedAlike() throws {
    let files = try ["label,predicted\nc,a\na,a\n", "predicted\nb\na\n"].map {
      try Predictions.read(bytes: Array($0.utf8), source: "f")
    }
    let joint = try JointPredictions(files)
    #expect(joint.classNames == ["a", "b", "c"] && joint.labels == [2, 0])
    #expect(joint.observers.map(\.predicted) == [[0, 0], [1, 0]])
    let scored = try ["label,p_c,p_a\nc,0.4,0.6\na,0,1\n", "p_a,p_c\n0.7,0.3\n0.2,0.8\n"].map {
      try Predictions.read(bytes: Array($0.utf8), source: "f")
    }
    let both = try JointPredictions(scored)
    #expect(both.classNames == ["c", "a"] && both.labels == [0, 1])
    #expect(both.observers.map(\.predicted) == [[1, 1], [1, 0]])
    #expect(both.observers[1].scores?.values == [0.3, 0.7, 0.8, 0.2])
    #expect(throws: MisclassificationError.self) {
      try JointPredictions(
        [files[0], Predictions(source: "n", labels: [0, 1], predicted: [0, 1])])
    }
  }

  @Test func manyClassesCostWhatOccurs() throws {
    let found = try Predictions.read(
      bytes: Array("label,predicted\n0,9999\n9999,0\n".utf8), source: "f")
    let joint = try JointPredictions([found])
    #expect(joint.classNames == ["0", "9999"])
    #expect(try joint.counts()[0].table == [[0, 1], [1, 0]])
    let counts = try ConfusionCounts(labels: [0, 9999], predicted: [9999, 0], classCount: 10_000)
    #expect(counts.totalErrors == 2 && counts.largestConfusions.map(\.count) == [1, 1])
    let summary = ConfusionSummary(counts, classNames: (0..<10_000).map(String.init))
    #expect(summary.counts == nil && summary.confusions?.map(\.predicted) == [9999, 0])
    #expect(ConfusionNetwork(counts, threshold: 0.5).edges.map(\.label) == [0, 9999])
  }
}
