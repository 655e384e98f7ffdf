import Datasets
import Misclassification
import Models
import Training

/// A network of a paper, which is trained or read when it is first asked for.
final class PaperNetwork {
  let name: String
  private let open: () throws -> Scorer
  private var opened: Scorer?

  init(_ name: String, _ open: @escaping () throws -> Scorer) {
    self.name = name
    self.open = open
  }

  func scorer() throws -> Scorer {
    if let opened { return opened }
    let scorer = try open()
    opened = scorer
    return scorer
  }

  /// Lets go of the network; it is opened anew when it is asked for again.
  func close() { opened = nil }
}

extension PaperWork {
  /// The networks that a paper studies: the models that are taken, or else those that are trained.
  func networks(_ trainings: [TrainingSettings], _ models: [Scorer]) -> [PaperNetwork] {
    if !models.isEmpty {
      return zip(request.modelNames, models).map { name, model in PaperNetwork(name) { model } }
    }
    return trainings.map { settings in
      PaperNetwork(settings.architecture) { [self] in
        try train(settings.architecture, settings).scorer
      }
    }
  }

  /// The classes that a network chooses for the test images.
  func predicted(_ network: PaperNetwork) throws -> [Int] {
    let count = test.count
    return try step(
      "\(network.name): predictions",
      problem: { (classes: [Int]) in
        classes.count == count ? nil : "expected \(count) classes, found \(classes.count)"
      }
    ) {
      try Work.predict(test, network.scorer(), source: network.name, console: console).predicted
    }
  }
}
