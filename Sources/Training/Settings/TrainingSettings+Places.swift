import Datasets
import Foundation

extension TrainingSettings {
  /// The same with the places of files written from the root, so that a run that is resumed
  /// elsewhere finds the same ones.
  package func withAbsolutePaths() throws -> TrainingSettings {
    var settings = self
    if try !DataSource(parsing: data).isPlanted { settings.data = Self.absolute(data) }
    settings.initialWeights = initialWeights.map(Self.absolute)
    settings.backgroundMasks = backgroundMasks.map { Self.absolute($0, unless: Self.ofTheData) }
    if var subset {
      subset.training = Self.absolute(subset.training, unless: SubsetSettings.random)
      subset.test = Self.absolute(subset.test, unless: SubsetSettings.random)
      settings.subset = subset
    }
    if var alignment {
      alignment.masks = Self.absolute(alignment.masks, unless: Self.ofTheData)
      settings.alignment = alignment
    }
    return settings
  }

  /// What stands for the masks that the data know.
  private static let ofTheData = "data"

  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return FileManager.default.currentDirectoryPath + "/" + path
  }

  private static func absolute(_ path: String, unless word: String) -> String {
    path == word ? path : absolute(path)
  }
}
