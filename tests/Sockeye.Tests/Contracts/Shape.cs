using System.Text.Json.Serialization;

namespace Sockeye.Tests.Contracts;

/// <summary>What is written as its declared type: otherwise nobody could read it back.</summary>
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
internal record Shape;
