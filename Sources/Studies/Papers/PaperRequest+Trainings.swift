import Training

extension PaperRequest {
  /// How the networks that are studied are trained: those that are named, or the scale's; none
  /// where models are taken.
  ///
  /// - Parameters:
  ///   - small: networks of the small scale, and for how many epochs each is trained.
  ///   - otherEpochs: of other networks at that scale.
  ///   - full: those of the paper.
  ///   - limit: training images, at most.
  func trainings(
    small: [(name: String, epochs: Int)], otherEpochs: Int = 5, full: [String], limit: Int?
  ) -> [TrainingSettings] {
    guard settings.runs.isEmpty else { return [] }
    let usual = settings.scale == .small ? small.map(\.name) : full
    return (settings.networks ?? usual).map { name in
      training(
        name, smallEpochs: small.first { $0.name == name }?.epochs ?? otherEpochs, limit: limit)
    }
  }

  /// How a network is trained: briefly at the small scale, at the full one by the paper's recipe.
  ///
  /// - Parameter smallEpochs: at the small scale, where no epochs are asked for.
  func training(_ name: String, smallEpochs: Int, limit: Int?) -> TrainingSettings {
    switch settings.scale {
    case .small:
      return .brief(
        name, source, epochs: self.settings.epochs ?? smallEpochs, limit: limit, seed: seed)
    case .full:
      var settings = TrainingSettings.following(
        .paper, name, source, epochs: self.settings.epochs, seed: seed)
      settings.limit = limit
      return settings
    }
  }
}
