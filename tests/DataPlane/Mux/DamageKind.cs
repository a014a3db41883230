namespace Beamer.Tests.DataPlane.Mux;

/// <summary>How a frame is damaged.</summary>
internal enum DamageKind
{
    Set,
    Xor,
    CutOff,
    CutOut,
    Double,
}
