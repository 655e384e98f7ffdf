import Figures
import Interchange
import Misclassification
import Results
import Statistics

extension FuzzedReaders {
  private static let predictionTexts = [
    "index,label,predicted,logit_0,logit_1\n0,0,1,-1.5,2.25\n1,1,1,0.5,1e3\n2,0,0,3,-7\n",
    "filename;y_true;y_pred\na.jpg;cat;dog\nb.jpg;dog;dog\n\"c;d.jpg\";cat;cat\n",
    ",label,prob_cat,prob_dog\n0,cat,0.25,0.75\n1,dog,0.875,0.125\n",
    "label\tpredicted\r\n0\t1\r\n1\t1\r\n",
    "[{\"label\": 0, \"predicted\": 1}, {\"label\": 1, \"predicted\": 1}]",
    "{\"label\": 0, \"predicted\": 1}\n{\"label\": 1, \"predicted\": 1}\n",
  ]

  private static let serial = PieceLoop<Never> { pieces, body in
    for piece in 0..<pieces { body(piece) }
  }

  private static func page(_ models: CountedModels) throws -> ModelsReport {
    try ReportSettings<Never>(
      title: nil, threshold: .share(0), seed: 1, groups: [], loop: serial, labelSource: nil,
      shown: Array(models.classNames.indices), isAboutPaper: false
    ).report(on: models)
  }

  static let tables: [FuzzedReader] = [
    reader(
      "predictions",
      seeds: {
        Seeds.texts(predictionTexts + ["[0, 1, 2, 1]"]) + [
          try Seeds.numpy(NumpyArray(shape: [3, 2], floats: [1, 0, 0.5, 2, -1, 1e9])),
          try Seeds.numpy(NumpyArray(shape: [4], integers: [0, 1, 2, 1])),
        ]
      },
      read: { bytes in
        let predictions = try Predictions.read(bytes: bytes, source: "file")
        _ = predictions.observedClassCount
      }),
    // What follows from predictions, up to the page: numbers that can be read can still be too
    // large to count or to draw.
    reader(
      "report", thinning: 40, seeds: { Seeds.texts(predictionTexts) },
      read: { bytes in
        let joint = try JointPredictions([Predictions.read(bytes: bytes, source: "file")])
        guard joint.classCount <= 50 else { return }
        var report = try page(CountedModels(joint))
        report.cells = try ReportCards(
          joint,
          settings: .init(choice: nil, imagesPerCell: 2, mostCards: 9, pictureBytes: 1 << 20),
          knowledge: ImageKnowledge(.init(), joint: joint)
        ).cells(data: nil, isNetworkInput: true)
        _ = report.html
      }),
    // The same from counts.
    reader(
      "confusion-matrix", of: "matrix", thinning: 10,
      seeds: {
        Seeds.texts([
          ",cat,dog,owl\ncat,5,1,0\ndog,2,7,1\nowl,0,0,9\n", "5 1 0\n2 7 1\n0 0 9\n",
          "a;b;All\n5;1;6\n2;7;9\n7;8;15\n",
        ])
      },
      read: { directory in
        let models = try CountedModels.matrices(paths: [directory + "/matrix"], options: .init())
        guard let models, models.classNames.count <= 50 else { return }
        _ = try page(models).html
      }),
    reader(
      "labels", of: "labels",
      seeds: {
        Seeds.texts([
          "index,label\n0,1\n1,0\n", "filename,label\na.jpg,cat\nb.jpg,dog\n", "[0, 1, 2, 1]",
          "[{\"label\": 0}, {\"label\": 1}]",
        ]) + [try Seeds.numpy(NumpyArray(shape: [3, 1], integers: [0, 2, 1]))]
      },
      read: { _ = try GivenLabels.read(path: $0 + "/labels") }),
    reader(
      "superclasses", seeds: { Seeds.texts(["class,superclass\na,x\n\"b\",y\n", "b,x\na,x\n"]) },
      read: { bytes in
        _ = try Superclasses(bytes: bytes, source: "file", classNames: ["a", "b"])
      }),
    reader(
      "votes",
      seeds: { [try Seeds.numpy(NumpyArray(shape: [2, 2], integers: [3, 4, 0, 7]))] },
      repair: { Repair.numpy($0) },
      read: { bytes in
        let text = "label,predicted\n0,1\n1,1\n"
        let joint = try JointPredictions([
          Predictions.read(bytes: Array(text.utf8), source: "predictions")
        ])
        _ = try HumanVotes(NumpyArray(bytes: bytes, file: "file"), source: "file", for: joint)
      }),
    reader(
      "error-table",
      seeds: {
        [try Seeds.fixture("Misclassification/published-errors.csv")]
          + Seeds.texts(["class,a,b\ncat,3,4\ndog,5,6\n"])
      },
      read: {
        _ = try ErrorTable.read(bytes: $0, source: "file", imagesPerClass: 1000)
      }),
    reader(
      "error-rates", seeds: { Seeds.texts(["class,a,b\ncat,3.5,0.4\ndog,5e2,6\n"]) },
      read: { _ = try ErrorTable.read(bytes: $0, source: "file", asPublished: true) }),
  ]
}
